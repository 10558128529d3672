import { serve } from '@tsgi/server'

/** Hello world on TSGI, as anybody would write it. */
await serve(
  () => ({ status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'Hello, World!' }),
  { port: Number(process.env['PORT']) },
)
console.log('ready')
