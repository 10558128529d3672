import assert from 'node:assert/strict'
import type { HttpResponse } from '@tsgi/spec'
import type { ConformanceCase } from '../case.ts'
import { textOf } from '../check-answer.ts'
import { failing, respond, streamOf } from './streams.ts'

const TE: ReadonlyArray<readonly [string, string]> = [
  ['TE', 'trailers'],
  ['Connection', 'TE'],
]

function withTrailers(
  body: HttpResponse['body'],
  trailers: NonNullable<HttpResponse['trailers']>,
): HttpResponse {
  return { ...respond(body), trailers }
}

/** Names that are no trailers, and what no value holds. */
const wrong: Readonly<Record<string, Record<string, unknown>>> = {
  'content-length': { 'content-length': '7' },
  'transfer-encoding': { 'transfer-encoding': 'chunked' },
  host: { host: 'other.test' },
  'set-cookie': { 'set-cookie': 'a=1' },
  authorization: { authorization: 'Basic eDp5' },
  'content-type': { 'content-type': 'text/html' },
  'upper-case': { 'X-Name': 'value' },
  injected: { 'x-name': 'value\r\nx-injected: yes' },
  number: { 'x-name': 42 },
}

/** Fields after the content. */
export const trailers: readonly ConformanceCase[] = [
  {
    id: 'trailers-sent',
    rules: ['TRAIL-1', 'TRAIL-2'],
    needs: ['trailers'],
    application: () =>
      withTrailers(streamOf('content'), () => ({ 'x-checksum': 'abc', 'server-timing': 'app;dur=1' })),
    request: { headers: TE },
    expect: { text: 'content', trailers: { 'x-checksum': 'abc', 'server-timing': 'app;dur=1' } },
  },
  {
    id: 'trailers-after-last-chunk',
    rules: ['TRAIL-1'],
    needs: ['trailers'],
    application: () => {
      let length = 0
      const counted = async function* (): AsyncGenerator<string, void> {
        for (const chunk of ['one', 'two']) {
          length += chunk.length
          yield chunk
        }
      }
      return withTrailers(counted(), async () => ({ 'x-length': String(length) }))
    },
    request: { headers: TE },
    expect: { text: 'onetwo', trailers: { 'x-length': '6' } },
  },
  {
    id: 'trailers-called-once',
    rules: ['TRAIL-1'],
    needs: ['trailers', 'observation'],
    application: ({ exchange }, { record }) => {
      exchange.onFinish(() => record('finished'))
      return withTrailers(streamOf('content'), () => {
        record('called')
        return {}
      })
    },
    request: { headers: TE },
    expect: async (answer, observer) => {
      assert.equal(textOf(answer), 'content')
      await observer.wait('finished')
      assert.deepEqual(await observer.events(), ['called', 'finished'])
    },
  },
  {
    id: 'trailers-not-asked-for',
    rules: ['TRAIL-1'],
    needs: ['observation'],
    application: ({ exchange }, { record }) => {
      exchange.onFinish(() => record('finished'))
      return withTrailers(streamOf('content'), () => {
        record('called')
        return { 'x-name': 'value' }
      })
    },
    expect: { text: 'content', recorded: { finished: null }, unrecorded: ['called'] },
  },
  {
    id: 'trailers-of-head',
    rules: ['TRAIL-1', 'LEN-3'],
    needs: ['observation'],
    application: ({ exchange }, { record }) => {
      exchange.onFinish(() => record('finished'))
      return withTrailers(streamOf('content'), () => {
        record('called')
        return { 'x-name': 'value' }
      })
    },
    request: { method: 'HEAD', headers: TE },
    expect: { text: '', recorded: { finished: null }, unrecorded: ['called'] },
  },
  {
    id: 'trailers-of-failed-stream',
    rules: ['TRAIL-1', 'ERR-4'],
    needs: ['observation'],
    application: ({ exchange }, { record }) => {
      exchange.onFinish(() => record('finished'))
      return withTrailers(failing(new Error('in the stream'), 'first'), () => {
        record('called')
        return { 'x-name': 'value' }
      })
    },
    request: { headers: TE },
    expect: async (_answer, observer) => {
      await observer.wait('finished')
      assert.deepEqual(await observer.events(), ['finished'])
    },
  },
  {
    id: 'trailers-failing',
    rules: ['TRAIL-1', 'ERR-4'],
    needs: ['trailers', 'cut-off'],
    application: () =>
      withTrailers(streamOf('content'), () => {
        throw new Error('in trailers')
      }),
    request: { headers: TE },
    expect: (answer) => assert.equal(answer.complete, false),
  },
  ...Object.entries(wrong).map(([name, fields]): ConformanceCase => ({
    id: `trailers-wrong-${name}`,
    rules: ['TRAIL-2', 'HEAD-6'],
    needs: ['trailers'],
    application: () => withTrailers(streamOf('content'), () => fields as Record<string, string>),
    request: { headers: TE },
    expect: (answer) => {
      assert.deepEqual(answer.trailers, [])
      assert.ok('content'.startsWith(textOf(answer)))
    },
  })),
]
