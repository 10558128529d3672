/*
 * The opening handshake as a decision: no I/O, nothing is kept of a request that is refused (RFC 6455 §4.2).
 */
import { createHash } from 'node:crypto'
import { splitList } from '@tsgi/fields/list'
import { isToken } from '@tsgi/fields/token'
import { text } from '@tsgi/message'
import type { HttpRequest, HttpResponse, ResponseHeaders } from '@tsgi/spec'
import { agreeOnDeflate, parseExtensionOffers } from './extensions.ts'
import type { ExtensionOffer } from './extensions.ts'

/** A handshake that is in order, and what both sides agree on. */
export interface Handshake {
  /** The client's `sec-websocket-key`. */
  readonly key: string
  /** The subprotocol; `undefined`: none. */
  readonly protocol: string | undefined
  /** The extension, as both sides write it: `'permessage-deflate; …'`; `undefined`: none. */
  readonly extension: string | undefined
}

/** What the options leave to be decided for each request. */
export interface HandshakeRules {
  /** Whether a page of that origin may connect; `undefined`: the client told none. */
  readonly allowsOrigin: (origin: string | undefined, request: HttpRequest) => boolean
  /** Chooses among the subprotocols that the client offers; `undefined`: none of them. */
  readonly chooseProtocol: (offered: readonly string[], request: HttpRequest) => string | undefined
  /** Whether messages may be compressed. */
  readonly compress: boolean
}

const REFUSALS = {
  method: refusal(405, 'A WebSocket is opened with GET.', { allow: 'GET, HEAD' }),
  upgrade: refusal(426, 'This is a WebSocket.', { upgrade: 'websocket', 'sec-websocket-version': '13' }),
  version: refusal(426, 'The version of the WebSocket protocol is 13.', {
    upgrade: 'websocket',
    'sec-websocket-version': '13',
  }),
  key: refusal(400, 'Sec-WebSocket-Key is 16 bytes in base64.'),
  protocols: refusal(400, 'Sec-WebSocket-Protocol is a list of different tokens.'),
  extensions: refusal(400, 'Sec-WebSocket-Extensions is malformed.'),
  origin: refusal(403, 'This origin may not connect.'),
}

/** 16 bytes in base64 (RFC 6455 §4.1). */
const KEY = /^[A-Za-z0-9+/]{22}==$/

/**
 * Judges a request.
 * @returns the handshake, or the response that refuses it
 * @throws TypeError when the application chooses a subprotocol that was not offered
 * @see RFC 6455 §4.2.1, §4.4
 */
export function readHandshake(request: HttpRequest, rules: HandshakeRules): Handshake | HttpResponse {
  const { method, headers } = request
  if (method !== 'GET' && method !== 'HEAD') return REFUSALS.method
  if (method === 'HEAD' || !offersWebSocket(request)) return REFUSALS.upgrade
  if (headers['sec-websocket-version'] !== '13') return REFUSALS.version

  const key = headers['sec-websocket-key']
  if (key === undefined || !KEY.test(key)) return REFUSALS.key
  const protocols = parseProtocols(headers['sec-websocket-protocol'])
  if (protocols === undefined) return REFUSALS.protocols
  const extensions = parseExtensionOffers(headers['sec-websocket-extensions'])
  if (extensions === undefined) return REFUSALS.extensions

  if (!rules.allowsOrigin(headers['origin'], request)) return REFUSALS.origin
  return {
    key,
    protocol: choose(protocols, request, rules),
    extension: agree(extensions, rules),
  }
}

/** Tells the two results of {@link readHandshake} apart. */
export function isRefusal(result: Handshake | HttpResponse): result is HttpResponse {
  return 'status' in result
}

/** Fields of the response that accepts (RFC 6455 §4.2.2). */
export function acceptanceFields({ key, protocol, extension }: Handshake): ResponseHeaders {
  return {
    upgrade: 'websocket',
    'sec-websocket-accept': acceptanceOf(key),
    ...(protocol !== undefined && { 'sec-websocket-protocol': protocol }),
    ...(extension !== undefined && { 'sec-websocket-extensions': extension }),
  }
}

function refusal(status: number, reason: string, headers: ResponseHeaders = {}): HttpResponse {
  return text(`${reason}\n`, { status, headers })
}

/** The server has looked at `upgrade` and `connection`, which are its own (SPEC HEAD-8, UPGR-1). */
function offersWebSocket({ exchange }: HttpRequest): boolean {
  return exchange.upgrade?.some((protocol) => protocol.toLowerCase() === 'websocket') ?? false
}

/** @returns `undefined` when malformed; the field has at least one element, and no two are the same */
function parseProtocols(value: string | undefined): string[] | undefined {
  if (value === undefined) return []
  const protocols = splitList(value)
  if (protocols === undefined || protocols.length === 0 || !protocols.every(isToken)) return undefined
  return new Set(protocols).size === protocols.length ? protocols : undefined
}

function choose(offered: readonly string[], request: HttpRequest, rules: HandshakeRules): string | undefined {
  if (offered.length === 0) return undefined
  const chosen = rules.chooseProtocol(offered, request)
  if (chosen === undefined || offered.includes(chosen)) return chosen
  throw new TypeError(
    `protocols() chooses one that the client offers or undefined, got ${JSON.stringify(chosen)}`,
  )
}

function agree(offers: readonly ExtensionOffer[], { compress }: HandshakeRules): string | undefined {
  return compress ? agreeOnDeflate(offers) : undefined
}

function acceptanceOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
}
