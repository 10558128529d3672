import { answer } from './fetch-answers.ts'

declare const Deno: {
  readonly env: { get(name: string): string | undefined }
  serve(options: object, handler: (request: Request) => Response | Promise<Response>): void
}

/** The server inside Deno. */
Deno.serve({ port: Number(Deno.env.get('PORT')), hostname: '127.0.0.1', onListen: () => {} }, (request) =>
  answer(new URL(request.url).pathname, request),
)
