/* What several subjects work on: requests as clients send them, and as applications see them. */
import { createGateway, runExchange } from '@tsgi/exchange'
import type { Gateway, IncomingRequest } from '@tsgi/exchange'
import { DEFAULT_LIMITS, readRequestHead, requestScanner } from '@tsgi/http1'
import { noContent } from '@tsgi/message'
import type { Application, HttpRequest, ServerInfo } from '@tsgi/spec'
import { BROWSER_FIELDS } from '../browser-fields.ts'
import { DiscardingTransport } from './discarding-transport.ts'

const INFO: ServerInfo = { name: '@tsgi/bench', version: '0.0.0', spec: '1.0', runtime: 'node' }

/** Header fields that curl sends. */
export const CURL_FIELDS: Readonly<Record<string, string>> = {
  Host: 'localhost:8080',
  'User-Agent': 'curl/8.5.0',
  Accept: '*/*',
}

/** All header fields of a browser's request. */
export const ALL_BROWSER_FIELDS: Readonly<Record<string, string>> = {
  Host: 'localhost:8080',
  Connection: 'keep-alive',
  ...BROWSER_FIELDS,
}

/** The head of `GET /` with these fields. */
export function headOf(fields: Readonly<Record<string, string>>): Uint8Array {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return new TextEncoder().encode(`GET / HTTP/1.1\r\n${lines.join('')}\r\n`)
}

/** The same fields as they are read: names in lower case. */
export function readFieldsOf(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]))
}

/** The browser's request as the server hands it to an exchange. */
export const INCOMING: IncomingRequest = incomingRequest(headOf(ALL_BROWSER_FIELDS))

/** The same as an application sees it. */
export const REQUEST: HttpRequest = requestSeen(INCOMING)

/** A gateway whose faults come out at once. */
export function gatewayFor(application: Application): Gateway {
  return createGateway(application, INFO, (error) => console.error(error))
}

function incomingRequest(bytes: Uint8Array): IncomingRequest {
  const scanner = requestScanner(DEFAULT_LIMITS)
  scanner.scan(bytes, 0, bytes.length)
  const { method, authority, path, query, httpVersion, headers } = readRequestHead(scanner, 'http')
  const remote = { address: '127.0.0.1', port: 50_000 }
  return {
    method,
    scheme: 'http',
    authority,
    basePath: '',
    path,
    query,
    httpVersion,
    headers,
    remote,
    body: null,
  }
}

function requestSeen(incoming: IncomingRequest): HttpRequest {
  let seen: HttpRequest | undefined
  const gateway = gatewayFor((request) => {
    seen = request
    return noContent()
  })
  runExchange(gateway, incoming, new DiscardingTransport())
  return seen!
}
