import assert from 'node:assert/strict'
import type { ResponseBody } from '@tsgi/spec'
import type { ConformanceCase, Probe } from '../case.ts'
import { linesOf, textOf } from '../check-answer.ts'
import { respond, streamOf, watched } from './streams.ts'

const endless = async (): Promise<IteratorResult<string>> => ({ done: false, value: 'chunk' })

/** Bodies with several ways of closing them; each records which of them was used. */
const closable: ReadonlyArray<readonly [way: string, body: (probe: Probe) => ResponseBody]> = [
  ['return', (probe) => watched(probe)],
  [
    'dispose',
    ({ record }) => ({
      [Symbol.asyncIterator]: () => ({ next: endless, return: recording(record, 'return') }),
      [Symbol.asyncDispose]: recording(record, 'dispose'),
    }),
  ],
  [
    'cancel',
    ({ record }) => ({
      [Symbol.asyncIterator]: () => ({ next: endless, return: recording(record, 'return') }),
      [Symbol.asyncDispose]: recording(record, 'dispose'),
      cancel: recording(record, 'cancel'),
    }),
  ],
  [
    'destroy',
    ({ record }) => ({
      [Symbol.asyncIterator]: () => ({ next: endless, return: recording(record, 'return') }),
      [Symbol.asyncDispose]: recording(record, 'dispose'),
      cancel: recording(record, 'cancel'),
      destroy: recording(record, 'destroy'),
    }),
  ],
]

/** HEAD, and statuses without content. */
export const noContent: readonly ConformanceCase[] = [
  {
    id: 'head-string',
    rules: ['LEN-3'],
    application: () => respond('content', { 'x-field': 'kept' }),
    request: { method: 'HEAD' },
    expect: (answer) => {
      assert.equal(textOf(answer), '')
      assert.deepEqual(linesOf(answer, 'x-field'), ['kept'])
      const length = linesOf(answer, 'content-length')
      assert.ok(length.length === 0 || length[0] === '7', `content-length is ${length.join()}`)
    },
  },
  {
    id: 'head-bytes',
    rules: ['LEN-3'],
    application: () => respond(new Uint8Array(300), { 'content-length': '300' }),
    request: { method: 'HEAD' },
    expect: { text: '', headers: { 'content-length': '300' } },
  },
  {
    id: 'head-null',
    rules: ['LEN-3'],
    application: () => respond(null),
    request: { method: 'HEAD' },
    expect: { text: '', headers: { 'content-length': null } },
  },
  {
    id: 'head-null-with-length',
    rules: ['LEN-3', 'LEN-1'],
    application: () => respond(null, { 'content-length': '12345' }),
    request: { method: 'HEAD' },
    expect: { text: '', headers: { 'content-length': '12345' } },
  },
  {
    id: 'head-stream',
    rules: ['LEN-3'],
    application: () => respond(streamOf('content')),
    request: { method: 'HEAD' },
    expect: { text: '', headers: { 'content-length': null } },
  },
  {
    id: 'head-stream-with-length',
    rules: ['LEN-3', 'LEN-1'],
    application: () => respond(streamOf('content'), { 'content-length': '7' }),
    request: { method: 'HEAD' },
    expect: { text: '', headers: { 'content-length': '7' } },
  },
  {
    id: 'head-stream-unread',
    rules: ['LEN-3', 'BODY-15'],
    needs: ['observation'],
    application: (request, probe) => {
      request.exchange.onFinish(() => probe.record('finished'))
      return respond(watched(probe))
    },
    request: { method: 'HEAD' },
    expect: { text: '', recorded: { closed: null, finished: null }, unrecorded: ['pulled'] },
  },
  {
    id: 'head-of-error',
    rules: ['LEN-3', 'ERR-1'],
    application: () => {
      throw new Error('on HEAD')
    },
    request: { method: 'HEAD' },
    expect: { status: 500, text: '' },
  },
  {
    id: 'head-then-get',
    rules: ['LEN-3'],
    application: ({ method }) => respond(streamOf('content of ', method)),
    script: async (send) => {
      const connection = {}
      for (const method of ['HEAD', 'GET', 'HEAD', 'HEAD', 'GET']) {
        const answer = await send({ method, connection })
        assert.equal(textOf(answer), method === 'GET' ? 'content of GET' : '')
      }
    },
  },
  ...closable.map(([way, body]): ConformanceCase => ({
    id: `close-by-${way}`,
    rules: ['BODY-15'],
    needs: ['observation'],
    application: (request, probe) => {
      request.exchange.onFinish(() => probe.record('finished'))
      return respond(body(probe))
    },
    request: { method: 'HEAD' },
    expect: async (_answer, observer) => {
      await observer.wait('finished')
      const wanted = way === 'return' ? ['iterated', 'closed'] : [way]
      assert.deepEqual(await observer.events(), [...wanted, 'finished'])
    },
  })),
  {
    id: 'close-rejecting',
    rules: ['BODY-15', 'EXCH-8'],
    needs: ['observation'],
    application: (request, { record }) => {
      request.exchange.onFinish(({ error }) => record('finished', error))
      const cancel = (): Promise<never> => Promise.reject(new Error('while closing'))
      return respond(Object.assign(streamOf('content'), { cancel }))
    },
    request: { method: 'HEAD' },
    expect: { text: '', recorded: { finished: null } },
  },
  {
    id: 'close-throwing',
    rules: ['BODY-15', 'EXCH-8'],
    needs: ['observation'],
    application: (request, { record }) => {
      request.exchange.onFinish(({ error }) => record('finished', error))
      const destroy = (): never => {
        throw new Error('while closing')
      }
      return respond(Object.assign(streamOf('content'), { destroy }))
    },
    request: { method: 'HEAD' },
    expect: { text: '', recorded: { finished: null } },
  },
  ...[204, 205, 304].flatMap((status) => statusWithoutContent(status)),
]

function statusWithoutContent(status: number): ConformanceCase[] {
  return [
    {
      id: `status-${status}-null`,
      rules: ['LEN-4', 'RESP-3'],
      application: () => ({ status, headers: { 'x-field': 'kept' }, body: null }),
      expect: { status, text: '', headers: { 'x-field': 'kept' } },
    },
    {
      id: `status-${status}-string`,
      rules: ['LEN-4'],
      application: () => ({ status, headers: {}, body: 'not allowed here' }),
      expect: { status, text: '' },
    },
    {
      id: `status-${status}-stream`,
      rules: ['LEN-4', 'BODY-15'],
      needs: ['observation'],
      application: (_request, probe) => ({ status, headers: {}, body: watched(probe) }),
      expect: { status, text: '', recorded: { closed: null }, unrecorded: ['pulled'] },
    },
    {
      id: `status-${status}-then-next`,
      rules: ['LEN-4'],
      application: ({ path }) => (path === '/next' ? respond('next') : { status, headers: {}, body: null }),
      script: async (send) => {
        const connection = {}
        assert.equal((await send({ connection })).status, status)
        assert.equal(textOf(await send({ target: '/next', connection })), 'next')
      },
    },
  ]
}

function recording(record: Probe['record'], event: string): () => Promise<{ done: true; value: undefined }> {
  return async () => {
    record(event)
    return { done: true, value: undefined }
  }
}
