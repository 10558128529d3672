import { compress } from '@tsgi/compress'
import { json } from '@tsgi/message'
import { serve } from '@tsgi/server'
import { CATALOGUE } from './catalogue.ts'

/** JSON through our compression. */
await serve(
  compress()(() => json(CATALOGUE)),
  { port: Number(process.env['PORT']) },
)
