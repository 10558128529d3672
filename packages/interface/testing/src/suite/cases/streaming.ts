import assert from 'node:assert/strict'
import { text } from '@tsgi/message'
import type { CaseApplication, ConformanceCase, Observer } from '../case.ts'
import { textOf } from '../check-answer.ts'
import type { Send, SuiteAnswer } from '../send.ts'
import { failing, respond, watched } from './streams.ts'

/** A body that waits for an event which never comes, unless it listens to the signal too (BODY-18). */
const events: CaseApplication = ({ exchange: { signal } }, { record }) => {
  signal.addEventListener('abort', () => record('aborted'))
  return respond(
    (async function* () {
      try {
        yield 'first'
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error))
        })
      } finally {
        record('closed')
      }
    })(),
  )
}

const leavingNeeds = ['observation', 'streaming', 'client-abort'] as const

/** How content flows, and what happens when it stops. */
export const streaming: readonly ConformanceCase[] = [
  {
    id: 'stream-chunk-by-chunk',
    rules: ['BODY-13', 'RESP-5'],
    needs: ['observation', 'streaming'],
    application: (_request, probe) =>
      respond(
        (async function* () {
          yield 'one '
          await probe.wait('one')
          yield 'two '
          await probe.wait('two')
          yield 'three'
        })(),
      ),
    script: async (send, observer) => {
      const onArrival = async (soFar: SuiteAnswer): Promise<void> => {
        if (textOf(soFar) === 'one ') await observer.record('one')
        if (textOf(soFar) === 'one two ') await observer.record('two')
      }
      assert.equal(textOf(await send({ onArrival })), 'one two three')
    },
  },
  {
    id: 'stream-empty-chunk-releases-head',
    rules: ['BODY-11', 'RESP-5'],
    needs: ['observation', 'streaming'],
    application: (_request, probe) =>
      respond(
        (async function* () {
          yield ''
          await probe.wait('head')
          yield 'content'
        })(),
      ),
    script: async (send, observer) => {
      const onArrival = (soFar: SuiteAnswer): Promise<void> | undefined =>
        soFar.body.length === 0 ? observer.record('head') : undefined
      assert.equal(textOf(await send({ onArrival })), 'content')
    },
  },
  {
    id: 'stream-failing-first',
    rules: ['RESP-5', 'ERR-1'],
    application: () => respond(failing(new Error('before the first chunk'))),
    expect: { status: 500, headers: { 'content-type': null } },
  },
  {
    id: 'stream-waits-for-slow-client',
    rules: ['BODY-13'],
    needs: leavingNeeds,
    application: (_request, { record }) => {
      const chunk = new Uint8Array(64 * 1024)
      let pulled = 0
      const next = async (): Promise<IteratorResult<Uint8Array>> => {
        if (pulled++ < 2000) return { done: false, value: chunk }
        record('pulled everything')
        return { done: true, value: undefined }
      }
      const close = async (): Promise<IteratorResult<Uint8Array>> => {
        record('closed')
        return { done: true, value: undefined }
      }
      return respond({ [Symbol.asyncIterator]: () => ({ next, return: close }) })
    },
    script: async (send, observer) => {
      const leave = new AbortController()
      // While the client does not read, the server has time to pull all: it serves these questions meanwhile.
      const onArrival = async (): Promise<void> => {
        for (let i = 0; i < 20; i++) await observer.events()
        leave.abort()
      }
      await send({ signal: leave.signal, onArrival })
      await observer.wait('closed')
      assert.deepEqual(await observer.events(), ['closed'])
    },
  },
  {
    id: 'leaving-ends-stream',
    rules: ['BODY-15', 'BODY-18', 'EXCH-2'],
    needs: leavingNeeds,
    application: events,
    script: async (send, observer) => {
      await leaveAfterFirst(send)
      await observer.wait('closed')
      assert.deepEqual(await observer.events(), ['aborted', 'closed'])
    },
  },
  {
    id: 'leaving-closes-body-once',
    rules: ['BODY-15', 'BODY-18'],
    needs: leavingNeeds,
    application: (_request, { record }) => {
      const results = [Promise.resolve({ done: false, value: 'first' })]
      const next = (): Promise<IteratorResult<string>> => results.shift() ?? new Promise(() => {})
      const close = async (): Promise<IteratorResult<string>> => {
        record('closed')
        return { done: true, value: undefined }
      }
      return respond({ [Symbol.asyncIterator]: () => ({ next, return: close }) })
    },
    script: async (send, observer) => {
      await leaveAfterFirst(send)
      await observer.wait('closed')
      assert.deepEqual(await observer.events(), ['closed'])
    },
  },
  {
    id: 'leaving-cancels-web-stream',
    rules: ['BODY-15', 'BODY-18'],
    needs: leavingNeeds,
    application: (_request, { record }) =>
      respond(
        new ReadableStream<Uint8Array>({
          start: (controller) => controller.enqueue(new TextEncoder().encode('first')),
          cancel: () => record('cancelled'),
        }),
      ),
    script: async (send, observer) => {
      await leaveAfterFirst(send)
      await observer.wait('cancelled')
    },
  },
  {
    id: 'leaving-before-answer',
    rules: ['EXCH-2', 'ERR-5', 'BODY-15'],
    needs: ['observation', 'client-abort'],
    application: async ({ exchange: { signal } }, probe) => {
      probe.record('called')
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      probe.record('aborted', (signal.reason as Error).name)
      return respond(watched(probe))
    },
    script: async (send, observer) => {
      await leaveWhen(send, observer, 'called')
      assert.equal(await observer.wait('aborted'), 'AbortError')
      await observer.wait('closed')
      assert.ok(!(await observer.events()).includes('pulled'), 'a body for nobody was read')
    },
  },
  {
    id: 'leaving-noticed-late',
    rules: ['EXCH-3'],
    needs: ['observation', 'client-abort'],
    application: async ({ exchange }, probe) => {
      probe.record('called')
      await probe.wait('left')
      // A gateway may hear of it a moment after the client itself.
      if (!exchange.signal.aborted)
        await new Promise((resolve) => exchange.signal.addEventListener('abort', resolve))
      probe.record('aborted', (exchange.signal.reason as Error).name)
      return text('for nobody')
    },
    script: async (send, observer) => {
      await leaveWhen(send, observer, 'called')
      await observer.record('left')
      assert.equal(await observer.wait('aborted'), 'AbortError')
    },
  },
  {
    id: 'leaving-then-throwing',
    rules: ['ERR-5', 'CALL-3'],
    needs: ['observation', 'client-abort'],
    application: async ({ path, exchange: { signal } }, probe) => {
      if (path === '/next') return text('still serving')
      probe.record('called')
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      probe.record('thrown')
      throw signal.reason
    },
    script: async (send, observer) => {
      await leaveWhen(send, observer, 'called')
      await observer.wait('thrown')
      assert.equal(textOf(await send({ target: '/next' })), 'still serving')
    },
  },
]

/** Leaves with the first content of the answer. */
async function leaveAfterFirst(send: Send): Promise<void> {
  const leave = new AbortController()
  const answer = await send({
    signal: leave.signal,
    onArrival: ({ body }) => {
      if (body.length > 0) leave.abort()
    },
  })
  assert.equal(answer.complete, false)
}

/** Leaves without an answer, after the application has recorded an event. */
async function leaveWhen(send: Send, observer: Observer, event: string): Promise<void> {
  const leave = new AbortController()
  const sent = send({ signal: leave.signal })
  await observer.wait(event)
  leave.abort()
  await sent
}
