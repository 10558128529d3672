import { FastResponse, FastURL, serve } from 'srvx'
import { answer } from './fetch-answers.ts'

/** A `fetch` handler on srvx, with the classes that its guide recommends on Node. */
serve({
  fetch: (request) => answer(new FastURL(request.url).pathname, request, FastResponse),
  port: Number(process.env['PORT']),
  hostname: '127.0.0.1',
  silent: true,
})
