import { setTimeout as sleep } from 'node:timers/promises'
import { BROWSER_FIELDS } from '../browser-fields.ts'
import { withContender } from '../contender.ts'
import type { ContenderName } from '../contender-table.ts'
import { GREETING, LARGE } from '../contenders/answers.ts'
import { GATEWAYS } from '../contenders/gateways.ts'
import { assertAnswer } from '../exchange.ts'
import { withFront } from '../front.ts'
import { openIdleConnections } from '../load/idle-connections.ts'
import { processFigures } from '../process-figures.ts'
import type { Figures, Scenario, Setting } from '../scenario.ts'
import { fastcgiRequest } from '../load/fastcgi-request.ts'
import { HELLO_LOAD } from './hello.ts'
import { httpScenario } from './http-scenario.ts'
import type { HttpScenario } from './http-scenario.ts'

/** A small answer for a browser. */
export const gateway: Scenario = gatewayScenario({
  name: 'gateway',
  about: '27 octets of JSON behind nginx for the 14 header fields that a browser sends, 32 connections',
  load: { ...HELLO_LOAD, headers: BROWSER_FIELDS, connections: 32 },
  assertAnswer: (answer) => assertAnswer(answer, undefined, JSON.stringify(GREETING)),
})

/** A large answer. */
export const gateway1m: Scenario = gatewayScenario({
  name: 'gateway-1m',
  about: '1 MiB behind nginx for the 14 header fields that a browser sends, 8 connections',
  load: { ...HELLO_LOAD, path: '/large', headers: BROWSER_FIELDS, connections: 8 },
  assertAnswer: (answer) => assertAnswer(answer, 'application/octet-stream', new TextDecoder().decode(LARGE)),
})

function gatewayScenario(scenario: Pick<HttpScenario, 'name' | 'about' | 'load' | 'assertAnswer'>): Scenario {
  return httpScenario({
    ...scenario,
    contenders: [...GATEWAYS.keys()],
    reference: 'gateway-http',
    behind: (name, { programs }, port, use) => withFront(GATEWAYS.get(name)!, port, programs, use),
  })
}

const CONNECTIONS = 1000
/** How long a server may take to come to rest. */
const SETTLE_MS = 1500

const REQUESTS: ReadonlyMap<ContenderName, string> = new Map([
  ['gateway-http', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['gateway-fastcgi', fastcgiRequest()],
])

/** What a connection of nginx costs that is kept for its next request; those of SCGI and uwsgi are not. */
export const gatewayIdle: Scenario = {
  name: 'gateway-idle',
  about: `resident memory for each of ${CONNECTIONS} connections that nginx would keep, after one answer`,
  contenders: [...REQUESTS.keys()],
  columns: [
    { key: 'bytesPerConnection', title: 'bytes/connection' },
    { key: 'residentMiB', title: 'resident MiB', decimals: 1 },
  ],
  ratio: { of: 'residentMiB', to: 'gateway-http' },
  prepare: async (setting) => ({ notes: [], measure: (name) => measureIdle(name, setting) }),
}

function measureIdle(name: ContenderName, { programs, warmUp }: Setting): Promise<Figures> {
  return withContender(name, programs, async ({ port, pid }) => {
    await withFront(GATEWAYS.get(name)!, port, programs, (front) => warmUp(front, HELLO_LOAD))
    await sleep(SETTLE_MS)
    const before = processFigures(pid).residentBytes
    const opened = await openIdleConnections(port, CONNECTIONS, REQUESTS.get(name))
    await sleep(SETTLE_MS)
    const after = processFigures(pid).residentBytes
    const lost = opened.lost()
    opened.close()
    if (lost > 0) throw new Error(`It closed ${lost} connections that should wait`)
    return { bytesPerConnection: (after - before) / CONNECTIONS, residentMiB: after / 2 ** 20 }
  })
}
