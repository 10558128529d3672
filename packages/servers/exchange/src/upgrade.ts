import type { Connection, HttpResponse, ResponseHeaders } from '@tsgi/spec'
import { checkHeaders } from './check-headers.ts'
import { ResponseError } from './response-error.ts'
import type { Transport } from './transport.ts'

/**
 * Checks a response with status 101 (SPEC UPGR-2).
 * @param offered protocols that the client offers and this server can switch to
 * @throws ResponseError
 */
export function checkUpgrade(response: HttpResponse, offered: readonly string[] = []): void {
  checkHeaders(response.headers)
  const chosen = response.headers['upgrade']
  const isOffered = typeof chosen === 'string' && offered.some((name) => isSame(name, chosen))
  if (!isOffered) {
    throw new ResponseError('UPGR-2', '101 has an upgrade field with one of the offered protocols')
  }
  if (typeof response.upgrade !== 'function')
    throw new ResponseError('UPGR-2', '101 comes with an upgrade function')
  if (response.body !== null) throw new ResponseError('UPGR-2', '101 has no body')
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/**
 * What the application gets to take the connection over, in one of two ways.
 * @param claim called before it is; throws when it must not be
 */
export function connectionOf(transport: Transport, headers: ResponseHeaders, claim: () => void): Connection {
  let raw: unknown
  return {
    accept() {
      claim()
      return transport.switchProtocols!(headers)
    },
    get [Symbol.for('tsgi.node')]() {
      if (raw !== undefined || transport.rawConnection === undefined) return raw
      claim()
      raw = transport.rawConnection()
      return raw
    },
  }
}
