import type { HttpRequest, RequestBody } from '@tsgi/spec'
import type { Call } from './call.ts'
import type { CheckTable } from './check.ts'
import { kindOf, show } from './show.ts'

/** What shows while the body of a request is read. */
export const requestBodyChecks: CheckTable<'once' | 'chunk' | 'memory' | 'length' | 'leave'> = {
  once: {
    id: 'request-body-once',
    rule: 'BODY-3',
    side: 'application',
    level: 'must',
    description: 'the body of a request is iterated once',
  },
  chunk: {
    id: 'request-body-chunk',
    rule: 'BODY-2',
    side: 'server',
    level: 'must',
    description: 'chunks of a request are non-empty `Uint8Array`s',
  },
  memory: {
    id: 'request-body-memory',
    rule: 'BODY-2',
    side: 'server',
    level: 'must',
    description: 'a chunk of a request does not use the memory of the one before it',
  },
  length: {
    id: 'request-body-length',
    rule: 'BODY-5',
    side: 'server',
    level: 'must',
    description: 'a request ends after as many bytes as `content-length` announced, or throws',
  },
  leave: {
    id: 'request-body-leave',
    rule: 'BODY-6',
    side: 'server',
    level: 'must',
    description: 'leaving the iteration of a request early does not fail',
  },
}

/** Watched bodies that somebody has begun to read. */
const taken = new WeakSet<object>()

/** Whether a body is one that a validator has seen being read. */
export function isTaken(body: object): boolean {
  return taken.has(body)
}

/** Wraps the body of a request: the wrapper has the iterator and nothing else. */
export function watchRequestBody(source: RequestBody, call: Call): RequestBody {
  const body: RequestBody = {
    [Symbol.asyncIterator]: async function* () {
      if (taken.has(body)) {
        call.reporter.violate(
          requestBodyChecks.once,
          'request.body is iterated a second time, expected once: keep what the first iteration gave',
        )
      }
      taken.add(body)
      yield* readChecked(source, call)
    },
  }
  return Object.freeze(body)
}

async function* readChecked(source: RequestBody, call: Call): AsyncGenerator<Uint8Array, void> {
  const declared = declaredLength(call.request)
  let received = 0
  let previous: Memory | undefined
  let isWithApplication = false
  try {
    for await (const chunk of source) {
      checkChunk(chunk, previous, call)
      received += chunk.byteLength
      previous = memoryOf(chunk)
      if (received > declared) break
      isWithApplication = true
      yield chunk
      isWithApplication = false
    }
  } catch (error) {
    // Nothing of the application runs inside this generator: what fails while it holds a chunk is the
    // source's `return`.
    if (isWithApplication) failedToLeave(error, call)
    throw error
  }
  checkLength(received, declared, call)
}

function checkChunk(chunk: unknown, previous: Memory | undefined, call: Call): void {
  if (!(chunk instanceof Uint8Array) || chunk.byteLength === 0) {
    const what = kindOf(chunk) === 'Uint8Array' ? 'an empty Uint8Array or one of another realm' : show(chunk)
    call.reporter.violate(
      requestBodyChecks.chunk,
      `request.body gave ${what}, expected a non-empty Uint8Array`,
    )
  }
  if (previous && overlaps(previous, memoryOf(chunk))) {
    call.reporter.violate(
      requestBodyChecks.memory,
      'request.body gave a chunk in the memory of the chunk before it, which belongs to its receiver: copy it',
    )
  }
}

function checkLength(received: number, declared: number, call: Call): void {
  if (Number.isNaN(declared) || received === declared) return
  call.reporter.violate(
    requestBodyChecks.length,
    `request.body gave ${received} bytes, expected the ${declared} of content-length: throw where content is missing, give no more than was announced`,
  )
}

function failedToLeave(error: unknown, call: Call): never {
  return call.reporter.violate(
    requestBodyChecks.leave,
    `leaving the iteration of request.body early failed with ${show(error)}: return() of its iterator must not throw`,
  )
}

/** Bytes that `content-length` announces, `NaN` without it. */
function declaredLength({ headers }: HttpRequest): number {
  return Number(headers['content-length'])
}

/** Where the bytes of a chunk lie; kept as numbers, because the receiver may transfer the buffer. */
interface Memory {
  readonly buffer: ArrayBufferLike
  readonly start: number
  readonly end: number
}

function memoryOf({ buffer, byteOffset, byteLength }: Uint8Array): Memory {
  return { buffer, start: byteOffset, end: byteOffset + byteLength }
}

function overlaps(a: Memory, b: Memory): boolean {
  return a.buffer === b.buffer && a.start < b.end && b.start < a.end
}
