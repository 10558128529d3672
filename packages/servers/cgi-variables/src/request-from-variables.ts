/*
 * From the meta-variables of CGI (RFC 3875 §4.1) to a request. A web server has read the client's request before us, yet
 * what it hands on is looked at as if the client had sent it here: an application sees nothing from a gateway that it
 * could not see from the HTTP server.
 */
import { isIP } from 'node:net'
import { isHost } from '@tsgi/fields/host'
import { isToken } from '@tsgi/fields/token'
import type { Address, HttpRequest, RequestBody } from '@tsgi/spec'
import type { Fields } from '@tsgi/http1'
import { extensionsOf } from './extensions.ts'
import { readTarget } from './read-target.ts'
import {
  ADDRESS,
  HTTPS,
  LENGTH,
  METHOD,
  PORT,
  PROTOCOL,
  SCHEME,
  SERVER,
  SERVER_PORT,
} from './variable-name.ts'
import { VariablesError } from './variables-error.ts'
import { VariablesReader } from './variables-reader.ts'

/** Meta-variables of one request, as a gateway received them (RFC 3875 §4.1): names as sent, values as latin1 strings. */
export type Variables = ReadonlyMap<string, string>

/** All of a request but its exchange. */
export type VariablesRequest = Pick<
  HttpRequest,
  'method' | 'scheme' | 'authority' | 'basePath' | 'path' | 'query' | 'httpVersion' | 'headers' | 'remote'
> & {
  /** The content, which is the gateway's to set: `null` so far. */
  body: RequestBody | null
  /** What the exchange gets under symbols: {@link VARIABLES}, {@link TLS}; `undefined`: nothing. */
  readonly extensions: Readonly<Record<symbol, unknown>> | undefined
}

/** What meta-variables say. */
export interface RequestFromVariables {
  /** The request: what `runExchange` of `@tsgi/exchange` takes, once its `body` is set. */
  readonly request: VariablesRequest
  /**
   * Octets of content, `CONTENT_LENGTH`; `null`: it is not said, so there is none, unless the gateway's protocol tells
   * the end of content by itself.
   */
  readonly contentLength: number | null
}

/** What the gateway knows and the variables do not say. */
export interface VariablesOptions {
  /**
   * Whether the application is a script that the front server has found at `SCRIPT_NAME`, as under CGI and mod_fcgid.
   * It matters where `SCRIPT_NAME` is the whole path and there is no `PATH_INFO`: a script was asked for by its name
   * (`basePath` is that, `path` is `''`), while nginx, mod_proxy_fcgi and mod_proxy_scgi have no script and just repeat
   * the path (`basePath` is `''`). Default `false`.
   */
  readonly isScript?: boolean
}

/**
 * Reads a request off its meta-variables.
 * @throws VariablesError
 */
export function requestFromVariables(
  variables: Variables,
  options: VariablesOptions = {},
): RequestFromVariables {
  const reader = new VariablesReader()
  for (const [name, value] of variables) reader.add(name, value)
  return requestFromReader(reader, options)
}

/**
 * Reads a request off variables that were read one by one: for gateways that are in a hurry.
 * @throws VariablesError
 */
export function requestFromReader(
  reader: VariablesReader,
  options: VariablesOptions = {},
): RequestFromVariables {
  reader.end()
  const { facts, headers, told } = reader
  const method = readMethod(facts[METHOD])
  const scheme = readScheme(facts)
  const target = readTarget(facts, method, scheme, options.isScript ?? false)
  const httpVersion = readVersion(facts[PROTOCOL])
  const contentLength = readLength(facts[LENGTH])
  const authority = target.authority ?? authorityOf(headers, httpVersion, scheme, facts)
  if (target.authority !== undefined) headers['host'] = target.authority
  return {
    request: {
      method,
      scheme,
      authority,
      basePath: target.basePath,
      path: target.path,
      query: target.query,
      httpVersion,
      headers,
      remote: readRemote(facts),
      body: null,
      extensions: told === null ? undefined : extensionsOf(told),
    },
    contentLength,
  }
}

/** Values by the places of variable-name.ts. */
export type Facts = ReadonlyArray<string | undefined>

function readMethod(method: string | undefined): string {
  if (method === undefined) throw new VariablesError('No REQUEST_METHOD (RFC 3875 §4.1.12)')
  if (!isToken(method)) throw new VariablesError('REQUEST_METHOD is no token (RFC 9110 §9.1)')
  if (method === 'CONNECT') throw new VariablesError('CONNECT makes no tunnel here (RFC 9110 §9.3.6)')
  return method
}

/** Versions by what front servers write. Without one, nothing newer than HTTP/1.0 is promised. */
const VERSIONS: ReadonlyMap<string | undefined, string> = new Map([
  ['HTTP/1.1', '1.1'],
  ['HTTP/1.0', '1.0'],
  ['HTTP/2.0', '2.0'],
  ['HTTP/2', '2.0'],
  ['HTTP/3.0', '3.0'],
  ['HTTP/3', '3.0'],
  [undefined, '1.0'],
])

function readVersion(protocol: string | undefined): string {
  const version = VERSIONS.get(protocol)
  if (version === undefined)
    throw new VariablesError('SERVER_PROTOCOL is no version of HTTP (RFC 3875 §4.1.16)')
  return version
}

/**
 * `HTTPS` is `on` or `1`, in any case, for a client that came over TLS, and `off`, `0`, empty or absent for one that did
 * not; then `REQUEST_SCHEME` may still say so (GW17). Both are the front server's words.
 */
function readScheme(facts: Facts): 'http' | 'https' {
  const https = facts[HTTPS]
  if (https !== undefined && isOn(https)) return 'https'
  const scheme = facts[SCHEME]
  if (scheme === undefined || scheme === '' || scheme === 'http') return 'http'
  if (scheme === 'https') return 'https'
  throw new VariablesError('REQUEST_SCHEME is http or https')
}

function isOn(https: string): boolean {
  if (https === 'on' || https === '1') return true
  if (https === '' || https === 'off' || https === '0') return false
  const lower = https.toLowerCase()
  if (lower === 'on' || lower === 'off') return lower === 'on'
  throw new VariablesError('HTTPS is on, off, 1, 0 or empty')
}

function readLength(value: string | undefined): number | null {
  // Front servers whose variables are a template send it empty (RFC 3875 §4.1.2 allows that).
  if (value === undefined || value === '') return null
  const length = /^[0-9]{1,16}$/.test(value) ? Number(value) : NaN
  if (Number.isSafeInteger(length)) return length
  throw new VariablesError('CONTENT_LENGTH is not one decimal number (RFC 3875 §4.1.2)')
}

/** As on the HTTP server: from `Host`, which HTTP/1.1 demands, else the server's own name (SPEC REQ-7). */
function authorityOf(headers: Fields, httpVersion: string, scheme: string, facts: Facts): string {
  const host = headers['host']
  if (host === undefined || host === '') {
    // Front servers whose variables are a template send what is not there as an empty value.
    if (host === '') delete headers['host']
    if (httpVersion === '1.1') throw new VariablesError('No HTTP_HOST (RFC 9112 §3.2)')
    return ownName(facts, scheme)
  }
  if (!isHost(host)) throw new VariablesError('HTTP_HOST is no host and port (RFC 9110 §7.2)')
  return host
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' }

function ownName(facts: Facts, scheme: string): string {
  const name = facts[SERVER] ?? ''
  const port = facts[SERVER_PORT] ?? ''
  const host = isIP(name) === 6 ? `[${name}]` : name
  const authority = port === '' || port === DEFAULT_PORTS[scheme] ? host : `${host}:${port}`
  // Catch-all servers may have no name.
  return isHost(authority) ? authority : 'localhost'
}

/** `REMOTE_ADDR` of who connects over a unix socket is `unix:` or empty (SPEC REQ-9). */
function readRemote(facts: Facts): Address | null {
  const address = readAddress(facts[ADDRESS] ?? '')
  return address === null ? null : { address, port: readPort(facts[PORT] ?? '') }
}

/** Clients that were here before. */
const addresses = new Map<string, string | null>()
const MAX_ADDRESSES = 1000

/** Looked up, because telling whether a text is an address takes longer than most of a request. */
function readAddress(given: string): string | null {
  const seen = addresses.get(given)
  if (seen !== undefined) return seen
  const isMapped = given.startsWith('::ffff:') && given.includes('.')
  const address = isIP(given) === 0 ? null : isMapped ? given.slice('::ffff:'.length) : given
  if (addresses.size >= MAX_ADDRESSES) addresses.clear()
  addresses.set(given, address)
  return address
}

const MAX_PORT = 65_535

/** 0 where it is not told. */
function readPort(given: string): number {
  let port = 0
  for (let i = 0; i < given.length; i++) {
    const digit = given.charCodeAt(i) - DIGIT_0
    if (digit < 0 || digit > 9 || i === MAX_PORT_DIGITS) return 0
    port = port * 10 + digit
  }
  return port <= MAX_PORT ? port : 0
}

const DIGIT_0 = 0x30
const MAX_PORT_DIGITS = 5
