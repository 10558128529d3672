import { serve as serveHono } from '@hono/node-server'
import type { AddressInfo } from 'node:net'
import { serve } from '@tsgi/server'
import type { Server } from '@tsgi/server'
import { httpSender } from '@tsgi/testing'
import type { Send, SuiteAnswer } from '@tsgi/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromFetch } from '../src/index.ts'
import type { FromFetchOptions } from '../src/index.ts'
import { honoApp } from './differential/hono-app.ts'
import { requests } from './differential/requests.ts'

it('compares requests over all of the framework', () => {
  expect(Object.keys(requests).length).toBeGreaterThanOrEqual(150)
})

describe.each<FromFetchOptions>([{ native: true }, {}])(
  'Hono answers as on its own server, with options %j',
  (options) => {
    let own: Send
    let ours: Send
    let ownServer: ReturnType<typeof serveHono>
    let ourServer: Server

    beforeAll(async () => {
      // With its own Response it would change that of our side, too.
      const ownOptions = { port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }
      ownServer = await new Promise((resolve) => {
        const server = serveHono({ ...ownOptions, fetch: honoApp().fetch }, () => resolve(server))
      })
      own = httpSender({ host: '127.0.0.1', port: (ownServer.address() as AddressInfo).port })
      ourServer = await serve(fromFetch(honoApp(), options), { host: '127.0.0.1', port: 0 })
      ours = httpSender({ host: '127.0.0.1', port: (ourServer.address as { port: number }).port })
    })

    afterAll(async () => {
      await ourServer.close()
      await new Promise((resolve) => ownServer.close(resolve))
    })

    it.each(Object.entries(requests))('%s', async (_name, request) => {
      const expected = await own(request)
      expect(comparable(await ours(request))).toEqual(comparable(expected))
    })
  },
)

/** The connection, the framing and the time are each server's own business. */
const OWN = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding'])

function comparable({ status, headers, body, complete }: SuiteAnswer): unknown {
  const lines = headers.filter(([name]) => !OWN.has(name)).map(([name, value]) => `${name}: ${value}`)
  const told = lines.filter((line) => line !== 'content-length: 0')
  return { status, lines: told.sort(), body: new TextDecoder('latin1').decode(body), complete }
}
