import type { ContenderName } from '../contender-table.ts'

/** What is spoken between nginx and a gateway. */
export interface GatewayProtocol {
  readonly speaks: 'http' | 'fastcgi' | 'scgi' | 'uwsgi'
  /** Whether a connection carries more than one request. */
  readonly isKept: boolean
}

/** The ways in behind nginx, the one they are compared with first. */
export const GATEWAYS: ReadonlyMap<ContenderName, GatewayProtocol> = new Map([
  ['gateway-http', { speaks: 'http', isKept: true }],
  ['gateway-http-new', { speaks: 'http', isKept: false }],
  ['gateway-fastcgi', { speaks: 'fastcgi', isKept: true }],
  ['gateway-scgi', { speaks: 'scgi', isKept: false }],
  ['gateway-uwsgi', { speaks: 'uwsgi', isKept: false }],
])
