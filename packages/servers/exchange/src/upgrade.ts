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
  if (typeof response.upgrade !== 'function') throw new ResponseError('UPGR-2', '101 comes with an upgrade function')
  if (response.body !== null) throw new ResponseError('UPGR-2', '101 has no body')
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** What the application gets to take the connection over. */
export function connectionOf(transport: Transport, headers: ResponseHeaders): Connection {
  let isAccepted = false
  return {
    accept() {
      if (isAccepted) throw new TypeError('A connection can be accepted once (SPEC UPGR-3)')
      isAccepted = true
      return transport.switchProtocols!(headers)
    },
    get [Symbol.for('tsgi.node')]() {
      return transport.rawConnection?.()
    },
  }
}
