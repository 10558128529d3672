import type { HttpResponse } from '@tsgi/spec'
import type { Probe } from '../case.ts'

/** A response with a body of which nothing else is to be said. */
export function respond(body: HttpResponse['body'], headers: HttpResponse['headers'] = {}): HttpResponse {
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body }
}

/** A stream of these chunks, whatever they are. */
export async function* streamOf<T>(...chunks: T[]): AsyncGenerator<T, void> {
  yield* chunks
}

/** A stream that fails after these chunks. */
export async function* failing<T>(error: unknown, ...chunks: T[]): AsyncGenerator<T, void> {
  yield* chunks
  throw error
}

/** A stream that never ends, at a pace that leaves time for other things. */
export async function* endless(): AsyncGenerator<string, void> {
  for (;;) {
    yield 'chunk\n'
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** A body that records what is done to it: `iterated`, `pulled`, `closed`. It would go on for ever. */
export function watched({ record }: Probe, chunk = 'chunk'): AsyncIterable<string> {
  return {
    [Symbol.asyncIterator]: () => {
      record('iterated')
      return {
        next: async () => {
          record('pulled')
          return { done: false, value: chunk }
        },
        return: async () => {
          record('closed')
          return { done: true, value: undefined }
        },
      }
    },
  }
}
