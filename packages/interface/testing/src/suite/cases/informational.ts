import assert from 'node:assert/strict'
import { json, text } from '@tsgi/message'
import type { ConformanceCase } from '../case.ts'
import { textOf } from '../check-answer.ts'
import { respond } from './streams.ts'

/** What `inform` must not send. */
const wrong: Readonly<Record<string, readonly [status: number, headers: Record<string, unknown>]>> = {
  '100': [100, {}],
  '101': [101, { upgrade: 'websocket' }],
  '200': [200, {}],
  '99': [99, {}],
  fraction: [103.5, {}],
  injected: [103, { link: 'a\r\nx-injected: yes' }],
  number: [103, { link: 42 }],
  'upper-case': [103, { Link: '</a>' }],
}

/** Informational responses before the response. */
export const informational: readonly ConformanceCase[] = [
  {
    id: 'inform-early-hints',
    rules: ['EXCH-7'],
    needs: ['informational'],
    application: ({ exchange }) => {
      exchange.inform?.(103, { link: ['</a.css>; rel=preload', '</b.js>; rel=preload'] })
      return text('content')
    },
    expect: (answer) => {
      assert.equal(textOf(answer), 'content')
      const [hints, ...more] = answer.informational
      assert.deepEqual(more, [])
      assert.equal(hints?.status, 103)
      const links = hints.headers.filter(([name]) => name === 'link').map(([, value]) => value)
      assert.equal(links.join(', '), '</a.css>; rel=preload, </b.js>; rel=preload')
    },
  },
  {
    id: 'inform-several',
    rules: ['EXCH-7'],
    needs: ['informational'],
    application: async ({ exchange }) => {
      exchange.inform?.(102, {})
      await Promise.resolve()
      exchange.inform?.(103, { link: '</a.css>; rel=preload' })
      return text('content')
    },
    expect: { text: 'content', informational: [102, 103] },
  },
  {
    id: 'inform-then-error',
    rules: ['EXCH-7', 'ERR-1'],
    needs: ['informational'],
    application: ({ exchange }) => {
      exchange.inform?.(103, {})
      throw new Error('after informing')
    },
    expect: { status: 500, informational: [103] },
  },
  {
    id: 'inform-after-head',
    rules: ['EXCH-7'],
    needs: ['informational'],
    application: ({ exchange }) =>
      respond(
        (async function* () {
          yield 'one'
          exchange.inform?.(103, {})
          yield 'two'
        })(),
      ),
    expect: { text: 'onetwo', informational: [] },
  },
  {
    id: 'inform-after-end',
    rules: ['EXCH-7'],
    needs: ['informational'],
    application: ({ path, exchange }) => {
      exchange.onFinish(() => exchange.inform?.(103, {}))
      return text(path)
    },
    script: async (send) => {
      const connection = {}
      for (const target of ['/one', '/two']) {
        const answer = await send({ target, connection })
        assert.equal(textOf(answer), target)
        assert.deepEqual(answer.informational, [])
      }
    },
  },
  ...Object.entries(wrong).map(([name, [status, headers]]): ConformanceCase => ({
    id: `inform-wrong-${name}`,
    rules: ['EXCH-7', 'HEAD-6'],
    needs: ['informational'],
    application: ({ exchange }) => {
      try {
        exchange.inform?.(status, headers as Record<string, string>)
      } catch (error) {
        return json(error instanceof Error)
      }
      return json('not refused')
    },
    expect: { json: true, informational: [] },
  })),
]
