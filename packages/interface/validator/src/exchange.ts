import type { HttpRequest } from '@tsgi/spec'
import type { ValueCheck } from './check.ts'
import { isToken } from './grammar.ts'
import { show } from './show.ts'

const SPEC_VERSION = /^[0-9]+\.[0-9]+$/

/**
 * What must hold for the exchange before the application is called. None of them reads `signal`: that would
 * make one.
 */
export const exchangeChecks: ReadonlyArray<ValueCheck<HttpRequest>> = [
  {
    id: 'exchange-members',
    rule: 'EXCH-1',
    side: 'server',
    level: 'must',
    description: '`exchange` is an object with `server`, `signal`, `onFinish` and `waitUntil`',
    test({ exchange }) {
      if (typeof exchange !== 'object' || exchange === null)
        return `request.exchange is ${show(exchange)}, expected an object`
      const missing = ['server', 'signal'].find((name) => !(name in exchange))
      if (missing) return `exchange.${missing} is missing: derive from the given exchange, do not rebuild it`
      const wrong = (['onFinish', 'waitUntil'] as const).find((name) => typeof exchange[name] !== 'function')
      return (
        wrong && `exchange.${wrong} is ${show(exchange[wrong])}, expected a function: it exists everywhere`
      )
    },
  },
  {
    id: 'exchange-server',
    rule: 'LIFE-3',
    side: 'server',
    level: 'must',
    description: '`exchange.server` is one object with `name`, `version`, `spec` and `runtime`',
    test({ exchange }) {
      const { server } = exchange
      if (typeof server !== 'object' || server === null) {
        return `exchange.server is ${show(server)}, expected { name, version, spec, runtime }`
      }
      const wrong = (['name', 'version', 'spec', 'runtime'] as const).find(
        (name) => typeof server[name] !== 'string',
      )
      if (wrong) return `exchange.server.${wrong} is ${show(server[wrong])}, expected a string`
      if (!SPEC_VERSION.test(server.spec)) {
        return `exchange.server.spec is ${show(server.spec)}, expected such as '1.0'`
      }
      return server === exchange.server
        ? undefined
        : 'exchange.server is another object each time: make it once per server'
    },
  },
  {
    id: 'exchange-inform',
    rule: 'EXCH-7',
    side: 'server',
    level: 'must',
    description: '`exchange.inform` is a function or absent',
    test({ exchange: { inform } }) {
      if (inform === undefined || typeof inform === 'function') return undefined
      return `exchange.inform is ${show(inform)}, expected a function: leave it out where 1xx cannot be sent`
    },
  },
  {
    id: 'exchange-inform-version',
    rule: 'LEN-6',
    side: 'server',
    level: 'must',
    description: '`exchange.inform` is absent on HTTP/1.0',
    test: ({ httpVersion, exchange }) =>
      isHttp10(httpVersion) && exchange.inform
        ? `exchange.inform is present on HTTP/${httpVersion}, which has no 1xx: leave it out`
        : undefined,
  },
  {
    id: 'exchange-upgrade',
    rule: 'UPGR-1',
    side: 'server',
    level: 'must',
    description: '`exchange.upgrade` is an array of protocols or absent',
    test({ exchange }) {
      const upgrade: unknown = exchange.upgrade
      if (upgrade === undefined || (Array.isArray(upgrade) && upgrade.every(isProtocol))) return undefined
      return `exchange.upgrade is ${show(upgrade)} of something else than protocols, expected an array such as ['websocket']`
    },
  },
  {
    id: 'exchange-upgrade-version',
    rule: 'UPGR-4',
    side: 'server',
    level: 'must',
    description: '`exchange.upgrade` is absent on HTTP/1.0',
    test: ({ httpVersion, exchange }) =>
      isHttp10(httpVersion) && exchange.upgrade?.length
        ? `exchange.upgrade is present on HTTP/${httpVersion}, which cannot change the protocol: leave it out`
        : undefined,
  },
]

function isHttp10(version: string): boolean {
  return version === '1.0' || version === '0.9'
}

/** A protocol name, perhaps with a version (RFC 9110 §7.8): `'websocket'`, `'HTTP/2.0'`. */
function isProtocol(value: unknown): boolean {
  return typeof value === 'string' && value.split('/').every(isToken) && value.split('/').length <= 2
}
