import { answer } from './fetch-answers.ts'

declare const Bun: { serve(options: object): void }

/** The server inside Bun. */
Bun.serve({
  fetch: (request: Request) => answer(new URL(request.url).pathname, request),
  port: Number(process.env['PORT']),
  hostname: '127.0.0.1',
})
