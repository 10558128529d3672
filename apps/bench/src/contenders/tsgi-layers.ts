import { compose, mapResponse } from '@tsgi/compose'
import { withHeader } from '@tsgi/message'
import { serve } from '@tsgi/server'
import type { Middleware } from '@tsgi/spec'
import { application } from './tsgi-application.ts'

/** The same under five layers that pass through, the last of which sets a field. */
const passThrough: Middleware = mapResponse((response) => response)
const poweredBy: Middleware = mapResponse((response) => withHeader(response, 'x-powered-by', 'tsgi'))

const layers = compose(passThrough, passThrough, passThrough, passThrough, poweredBy)
await serve(layers(application), { port: Number(process.env['PORT']) })
