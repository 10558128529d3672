import { compose, mapResponse } from '@tsgi/compose'
import { withHeader } from '@tsgi/message'
import { serve } from '@tsgi/server'
import type { Application, Middleware } from '@tsgi/spec'

/** Hello world under five layers that pass through, the last of which sets a field. */
const passThrough: Middleware = mapResponse((response) => response)
const poweredBy: Middleware = mapResponse((response) => withHeader(response, 'x-powered-by', 'tsgi'))
const hello: Application = () => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'Hello, World!',
})

const stack = compose(passThrough, passThrough, passThrough, passThrough, poweredBy)
await serve(stack(hello), { port: Number(process.env['PORT']) })
console.log('ready')
