import assert from 'node:assert/strict'
import { json, text } from '@tsgi/message'
import type { Exchange, Outcome, ServerInfo } from '@tsgi/spec'
import type { CaseApplication, ConformanceCase } from '../case.ts'
import { jsonOf, textOf } from '../check-answer.ts'
import type { SuiteAnswer } from '../send.ts'
import { endless, failing, respond, streamOf } from './streams.ts'

/** Adds the recording of the outcome to an application. */
function finishing(application: CaseApplication): CaseApplication {
  return (request, probe) => {
    request.exchange.onFinish((outcome) => probe.record('finished', tellable(outcome)))
    return application(request, probe)
  }
}

function tellable({ status, bytes, aborted, error }: Outcome): unknown {
  return { status, bytes, aborted, error: error instanceof Error ? error.message : error }
}

const whole = { aborted: false, error: null }

/** Applications that end well or without an answer of their own, and the outcome. */
const outcomes: ReadonlyArray<readonly [name: string, application: CaseApplication, outcome: Outcome]> = [
  ['buffered', () => text('grüße'), { status: 200, bytes: 7, ...whole }],
  ['promised', async () => text('content', { status: 201 }), { status: 201, bytes: 7, ...whole }],
  ['null', () => ({ status: 204, headers: {}, body: null }), { status: 204, bytes: 0, ...whole }],
  ['streamed', () => respond(streamOf('con', '', 'tent')), { status: 200, bytes: 7, ...whole }],
  [
    'thrown',
    () => {
      throw new Error('its message')
    },
    { status: 500, bytes: 0, aborted: false, error: 'its message' },
  ],
]

/** What the exchange offers: the signal, hooks, work that goes on, facts about the server. */
export const exchanges: readonly ConformanceCase[] = [
  {
    id: 'exchange-shared',
    rules: ['EXCH-1'],
    application: (request, { received: [original] }) =>
      json(Object.is(request.exchange, (original as typeof request).exchange)),
    expect: { json: true },
  },
  {
    id: 'exchange-derived',
    rules: ['EXCH-1'],
    needs: ['observation'],
    application: ({ exchange: original }, { record }) => {
      const exchange: Exchange = Object.create(original, {
        signal: { get: () => original.signal },
        onFinish: { value: (callback: () => void) => original.onFinish(callback) },
        extra: { value: 'service' },
      })
      exchange.onFinish(() => record('finished', exchange.signal.aborted))
      return text('content')
    },
    expect: { text: 'content', recorded: { finished: false } },
  },
  {
    id: 'exchange-per-request',
    rules: ['EXCH-1', 'EXCH-2'],
    application: (() => {
      const seen = new WeakSet()
      return ({ exchange }) => {
        const isNew = !seen.has(exchange) && !seen.has(exchange.signal)
        seen.add(exchange).add(exchange.signal)
        return json(isNew)
      }
    })(),
    script: async (send) => {
      const connection = {}
      for (let i = 0; i < 3; i++) assert.equal(jsonOf(await send({ connection })), true)
    },
  },
  {
    id: 'server-facts',
    rules: ['LIFE-3'],
    application: ({ exchange: { server } }) => json(server),
    expect: (answer) => {
      const { name, version, spec, runtime } = jsonOf(answer) as ServerInfo
      for (const fact of [name, version, runtime]) assert.ok(typeof fact === 'string' && fact !== '')
      assert.equal(spec, '1.0')
    },
  },
  {
    id: 'server-facts-constant',
    rules: ['LIFE-3'],
    needs: ['observation'],
    application: (() => {
      const seen = new Set<unknown>()
      return ({ exchange: { server } }) => json(seen.add(server).size)
    })(),
    script: async (send) => {
      const sizes = [await send({}), await send({}), await send({})].map(jsonOf)
      assert.equal(new Set(sizes).size, 1, 'another object for another request')
    },
  },
  {
    id: 'signal-not-aborted',
    rules: ['EXCH-2'],
    needs: ['observation'],
    application: ({ path, exchange }, { record }) => {
      if (path === '/next') return text('next')
      const { signal } = exchange
      signal.addEventListener('abort', () => record('aborted'))
      exchange.onFinish(() => record('finished', signal.aborted))
      return path === '/stream' ? respond(streamOf('one', 'two')) : text(path)
    },
    script: async (send, observer) => {
      for (const target of ['/buffered', '/stream']) {
        const connection = {}
        await send({ target, connection })
        assert.equal(await observer.wait('finished'), false)
        assert.equal(textOf(await send({ target: '/next', connection })), 'next')
      }
      assert.deepEqual(await observer.events(), ['finished', 'finished'])
    },
  },
  {
    id: 'signal-not-aborted-by-closing',
    rules: ['EXCH-2'],
    needs: ['observation'],
    application: ({ body, exchange }, { record }) => {
      exchange.signal.addEventListener('abort', () => record('aborted'))
      exchange.onFinish(({ aborted }) => record('finished', aborted))
      return respond(body)
    },
    request: { method: 'POST', headers: [['Connection', 'close']], body: ['content'] },
    expect: { text: 'content', recorded: { finished: false }, unrecorded: ['aborted'] },
  },
  ...outcomes.map(([name, application, outcome]): ConformanceCase => ({
    id: `finish-${name}`,
    rules: ['EXCH-4', 'EXCH-5'],
    needs: ['observation'],
    application: finishing(application),
    expect: async (_answer, observer) => {
      const told = (await observer.wait('finished')) as Record<string, unknown>
      // How many bytes a bare 500 has is the server's business.
      assert.deepEqual(name === 'thrown' ? { ...told, bytes: 0 } : told, outcome)
      assert.deepEqual(await observer.events(), ['finished'])
    },
  })),
  {
    id: 'finish-head',
    rules: ['EXCH-4', 'EXCH-5', 'LEN-3'],
    needs: ['observation'],
    application: finishing(() => text('content')),
    request: { method: 'HEAD' },
    expect: { text: '', recorded: { finished: { status: 200, bytes: 0, ...whole } } },
  },
  {
    id: 'finish-cut',
    rules: ['EXCH-4', 'EXCH-5', 'ERR-4'],
    needs: ['observation'],
    application: finishing(() => respond(failing(new Error('its message'), 'first'))),
    expect: async (_answer, observer) => {
      const told = await observer.wait('finished')
      assert.deepEqual(told, { status: 200, bytes: 5, aborted: true, error: 'its message' })
    },
  },
  {
    id: 'finish-left',
    rules: ['EXCH-4', 'EXCH-5'],
    needs: ['observation', 'streaming', 'client-abort'],
    application: finishing(() => respond(endless())),
    script: async (send, observer) => {
      const leave = new AbortController()
      const onArrival = ({ body }: SuiteAnswer): void => {
        if (body.length > 0) leave.abort()
      }
      await send({ signal: leave.signal, onArrival })
      const { status, aborted } = (await observer.wait('finished')) as Outcome
      assert.deepEqual([status, aborted], [200, true])
      assert.deepEqual(await observer.events(), ['finished'])
    },
  },
  {
    id: 'finish-left-before-answer',
    rules: ['EXCH-4'],
    needs: ['observation', 'client-abort'],
    application: finishing(async ({ exchange: { signal } }, { record }) => {
      record('called')
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return respond(endless())
    }),
    script: async (send, observer) => {
      const leave = new AbortController()
      const sent = send({ signal: leave.signal })
      await observer.wait('called')
      leave.abort()
      await sent
      const { aborted } = (await observer.wait('finished')) as Outcome
      assert.equal(aborted, true)
      assert.deepEqual(await observer.events(), ['called', 'finished'])
    },
  },
  {
    id: 'finish-last-first',
    rules: ['EXCH-4', 'BODY-15'],
    needs: ['observation'],
    application: ({ exchange }, { record }) => {
      exchange.onFinish(() => record('first'))
      exchange.onFinish(() => record('second'))
      const body = (async function* () {
        exchange.onFinish(() => record('while streaming'))
        try {
          yield 'content'
        } finally {
          record('body over')
        }
      })()
      return respond(body)
    },
    expect: async (_answer, observer) => {
      await observer.wait('first')
      assert.deepEqual(await observer.events(), ['body over', 'while streaming', 'second', 'first'])
    },
  },
  {
    id: 'finish-registered-late',
    rules: ['EXCH-4'],
    needs: ['observation'],
    application: ({ exchange }, { record }) => {
      exchange.onFinish(() => setTimeout(() => exchange.onFinish(({ status }) => record('late', status)), 1))
      return text('content')
    },
    expect: { recorded: { late: 200 } },
  },
  {
    id: 'finish-throwing',
    rules: ['EXCH-4', 'EXCH-8'],
    needs: ['observation'],
    application: ({ exchange }, { record }) => {
      exchange.onFinish(() => record('first'))
      exchange.onFinish(() => {
        throw new Error('in a callback')
      })
      exchange.onFinish(() => record('third'))
      return text('content')
    },
    expect: { text: 'content', recorded: { third: null, first: null } },
  },
  {
    id: 'work-goes-on',
    rules: ['EXCH-6'],
    needs: ['observation'],
    application: ({ exchange }, probe) => {
      exchange.waitUntil(probe.wait('answered').then(() => probe.record('worked')))
      return text('content')
    },
    expect: async (answer, observer) => {
      assert.equal(textOf(answer), 'content')
      await observer.record('answered')
      await observer.wait('worked')
    },
  },
  {
    id: 'work-failing',
    rules: ['EXCH-6', 'EXCH-8'],
    application: ({ path, exchange }) => {
      exchange.waitUntil(Promise.reject(new Error('in work')))
      return text(path)
    },
    script: async (send) => {
      assert.equal(textOf(await send({ target: '/one' })), '/one')
      assert.equal(textOf(await send({ target: '/two' })), '/two')
    },
  },
]
