import { conformanceApplication, conformanceCases, httpSender, reasonToSkip, runCase } from '@tsgi/testing'
import type { ConformanceCase, Limitations, Send } from '@tsgi/testing'
import { serve } from '@tsgi/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromFetch, toFetch } from '../src/index.ts'
import { inProcessSender } from './in-process.ts'

const lacks: Limitations['lacks'] = {
  'http/1.0': 'a Request does not tell its version',
  informational: 'fetch handlers have no 1xx',
  'target-forms': 'a URL always has a host and a path',
  trailers: 'a Response has no trailers',
  upgrade: 'a Response has no connection',
}

const folded = 'Headers joins the lines of a field, those of Set-Cookie excepted'
const bodiless = 'Request refuses content with GET'

const normal = 'a URL has neither dot segments nor backslashes, and escapes what may not stand in it'
const method = 'Request refuses TRACE, and writes get in capitals'

const exceptions: Limitations['exceptions'] = {
  'method-trace': method,
  'method-lower-case': method,
  'path-raw-escaped-dots': normal,
  'path-raw-dot-segments': normal,
  'path-raw-too-many-dots': normal,
  'path-raw-unescaped': normal,
  'path-raw-backslash': normal,
  'content-get': bodiless,
  'content-chunked-get': bodiless,
  'response-field-link': folded,
  'response-field-several-lines': folded,
  'response-field-www-authenticate': folded,
}

declareSuite(
  'toFetch in process',
  {
    lacks: {
      ...lacks,
      'expect-continue': 'content is handed over when it is asked for',
      'malformed-requests': 'requests are made of parts, not of bytes',
    },
    exceptions,
  },
  async () => ({
    send: inProcessSender(toFetch(conformanceApplication(), { onError: () => {} })),
    close: async () => {},
  }),
)

for (const native of [true, false]) {
  declareSuite(
    `fromFetch(toFetch()) on a server, ${native ? 'native' : 'light'} requests and responses`,
    { lacks, exceptions },
    async () => {
      const handler = toFetch(conformanceApplication(), { onError: () => {} })
      const server = await serve(fromFetch(handler, { native }), {
        host: '127.0.0.1',
        port: 0,
        onError: () => {},
      })
      const { port } = server.address as { port: number }
      return { send: httpSender({ host: '127.0.0.1', port }), close: () => server.close() }
    },
  )
}

interface Started {
  send: Send
  close: () => Promise<unknown>
}

function declareSuite(name: string, limitations: Limitations, start: () => Promise<Started>): void {
  describe(`SPEC.md through ${name}`, () => {
    let started: Started
    beforeAll(async () => {
      started = await start()
    })
    afterAll(() => started.close())

    const assertConformance = (entry: ConformanceCase): Promise<void> => runCase(entry, started.send)
    const runnable = conformanceCases.filter((entry) => reasonToSkip(entry, limitations) === undefined)

    for (const entry of conformanceCases) {
      const reason = reasonToSkip(entry, limitations)
      const because = reason === undefined ? '' : `: ${reason}`
      it.skipIf(reason !== undefined)(`${entry.id} (${entry.rules.join(', ')})${because}`, () =>
        assertConformance(entry),
      )
    }

    it('has cases to run', () => {
      expect(runnable).not.toHaveLength(0)
    })
  })
}
