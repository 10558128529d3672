import assert from 'node:assert/strict'
import { BodyError, readText, text } from '@tsgi/message'
import type { ConformanceCase } from '../case.ts'
import { SECRET, textOf } from '../check-answer.ts'
import type { SuiteAnswer } from '../send.ts'
import { failing, respond, streamOf } from './streams.ts'

/** What applications throw: errors, and other things. */
const thrown: Readonly<Record<string, () => unknown>> = {
  error: () => new Error(SECRET),
  string: () => SECRET,
  undefined: () => undefined,
  null: () => null,
  number: () => 42,
  object: () => ({ message: SECRET }),
  'status-not-exposed': () => Object.assign(new Error(SECRET), { status: 404 }),
  'expose-without-status': () => Object.assign(new Error(SECRET), { expose: true }),
  'exposed-500': () => Object.assign(new Error(SECRET), { status: 503, expose: true }),
  'exposed-200': () => Object.assign(new Error(SECRET), { status: 200, expose: true }),
  'exposed-399': () => Object.assign(new Error(SECRET), { status: 399, expose: true }),
  'exposed-text': () => Object.assign(new Error(SECRET), { status: '404', expose: true }),
  'exposed-fraction': () => Object.assign(new Error(SECRET), { status: 404.5, expose: true }),
  'exposed-loosely': () => Object.assign(new Error(SECRET), { status: 404, expose: 'yes' }),
  'with-throwing-accessors': () =>
    new Proxy(new Error(SECRET), {
      get: () => {
        throw new Error(SECRET)
      },
    }),
}

/** Errors that tell that the client is at fault, and how. */
const clientFaults: ReadonlyArray<readonly [name: string, error: unknown, status: number]> = [
  ['400', Object.assign(new Error('bad'), { status: 400, expose: true }), 400],
  ['404', Object.assign(new Error('missing'), { status: 404, expose: true }), 404],
  ['499', Object.assign(new Error('odd'), { status: 499, expose: true }), 499],
  ['no-error', { status: 409, expose: true }, 409],
  ['body-error', new BodyError('BODY_JSON', 'no JSON'), 400],
]

/** Streams that fail after their head went out. */
const late: Readonly<Record<string, () => AsyncIterable<string>>> = {
  error: () => failing(new Error(SECRET), 'first'),
  'no-error': () => failing(null, 'first', 'second'),
  'client-fault': () => failing(Object.assign(new Error(SECRET), { status: 400, expose: true }), 'first'),
  'wrong-chunk': () => streamOf('first', 42 as unknown as string),
  'undefined-chunk': () => streamOf('first', undefined as unknown as string),
  'after-empty-chunk': () => failing(new Error(SECRET), ''),
  'large-chunk': () => failing(new Error(SECRET), 'x'.repeat(300_000)),
  'web-stream': () => failingWebStream(),
  'without-promise': () => throwingNext(),
}

/** Errors of applications, before the head and after it. */
export const errors: readonly ConformanceCase[] = [
  ...Object.entries(thrown).flatMap(([name, make]): ConformanceCase[] => [
    {
      id: `throw-${name}`,
      rules: ['CALL-3', 'ERR-1', 'ERR-3'],
      application: () => {
        // oxlint-disable-next-line typescript/only-throw-error -- anything may be thrown, that is the point
        throw make()
      },
      expect: { status: 500 },
    },
    {
      id: `reject-${name}`,
      rules: ['CALL-3', 'ERR-1', 'ERR-3'],
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors
      application: () => Promise.reject(make()),
      expect: { status: 500 },
    },
  ]),
  ...clientFaults.map(([name, error, status]): ConformanceCase => ({
    id: `client-fault-${name}`,
    rules: ['ERR-3'],
    application: async () => {
      throw error
    },
    expect: { status },
  })),
  {
    id: 'client-fault-too-large',
    rules: ['ERR-3', 'BODY-7'],
    application: async (request) => text(await readText(request, { maxBytes: 10 })),
    request: { method: 'POST', body: ['more than ten bytes'] },
    expect: { status: 413 },
  },
  {
    id: 'client-fault-in-first-chunk',
    rules: ['ERR-3', 'RESP-5'],
    application: () => respond(failing(Object.assign(new Error('bad'), { status: 422, expose: true }))),
    expect: { status: 422 },
  },
  {
    id: 'error-after-reading',
    rules: ['ERR-1'],
    application: async ({ body }) => {
      for await (const _ of body ?? []) continue
      throw new Error(SECRET)
    },
    request: { method: 'POST', body: ['content'] },
    expect: { status: 500 },
  },
  {
    id: 'error-then-next-request',
    rules: ['ERR-1'],
    application: ({ path }) => {
      if (path === '/next') return text('next')
      throw new Error(SECRET)
    },
    script: async (send) => {
      const connection = {}
      assert.equal((await send({ connection })).status, 500)
      assert.equal(textOf(await send({ target: '/next', connection })), 'next')
    },
  },
  ...Object.entries(late).map(([name, body]): ConformanceCase => ({
    id: `cut-${name}`,
    rules: ['ERR-4', 'BODY-9'],
    needs: ['cut-off'],
    application: () => respond(body()),
    expect: isCut,
  })),
  {
    id: 'cut-with-length',
    rules: ['ERR-4', 'LEN-1'],
    needs: ['cut-off'],
    application: () => respond(failing(new Error(SECRET), 'first'), { 'content-length': '100' }),
    expect: isCut,
  },
  {
    id: 'cut-closes-body',
    rules: ['ERR-4', 'BODY-15'],
    needs: ['observation'],
    application: (_request, { record }) => {
      const chunks: unknown[] = ['first', 42]
      const next = async (): Promise<IteratorResult<string>> => ({
        done: false,
        value: chunks.shift() as string,
      })
      const close = async (): Promise<IteratorResult<string>> => {
        record('closed')
        return { done: true, value: undefined }
      }
      return respond({ [Symbol.asyncIterator]: () => ({ next, return: close }) })
    },
    expect: async (_answer, observer) => {
      await observer.wait('closed')
      assert.deepEqual(await observer.events(), ['closed'])
    },
  },
]

/** Cut off, and nothing told: what did arrive is the beginning of what was sent. */
function isCut(answer: SuiteAnswer): void {
  assert.equal(answer.complete, false, 'the answer ended as if all was well')
  const content = textOf(answer)
  assert.ok('firstsecond'.startsWith(content) || /^x*$/.test(content), `more than was sent: ${content}`)
}

function failingWebStream(): ReadableStream<string> {
  const chunks = ['first']
  return new ReadableStream({
    pull: (controller) => {
      const chunk = chunks.shift()
      if (chunk === undefined) controller.error(new Error(SECRET))
      else controller.enqueue(chunk)
    },
  })
}

/** An iterator that throws instead of rejecting. */
function throwingNext(): AsyncIterable<string> {
  const chunks = ['first']
  const next = (): Promise<IteratorResult<string>> => {
    const value = chunks.shift()
    if (value === undefined) throw new Error(SECRET)
    return Promise.resolve({ done: false, value })
  }
  return { [Symbol.asyncIterator]: () => ({ next }) }
}
