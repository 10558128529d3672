import type { HttpRequest } from '@tsgi/spec'
import type { ValueCheck } from './check.ts'
import { exchangeChecks } from './exchange.ts'
import { isAuthority, isToken } from './grammar.ts'
import { isRecord } from './record.ts'
import { requestContentChecks } from './request-content.ts'
import { requestHeaderChecks } from './request-headers.ts'
import { show } from './show.ts'
import { targetChecks } from './target.ts'

/** Members of a request that are text. */
const TEXTS = ['method', 'scheme', 'authority', 'basePath', 'path', 'query', 'httpVersion'] as const
/** All members of a request. */
const MEMBERS = [...TEXTS, 'headers', 'body', 'remote', 'state', 'exchange'] as const

const PRINTABLE_ASCII = /^[\x20-\x7E]*$/
const VERSION = /^[0-9](?:\.[0-9])?$/
/** Loosely: enough to tell an address from a host name, brackets and an address with a port of IPv4. */
const IPV4 = /^[0-9]+(?:\.[0-9]+){3}$/
const IPV6 = /^[0-9A-Fa-f]*:[0-9A-Fa-f:.]+(?:%[0-9A-Za-z._~-]+)?$/
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'])

const shapeChecks: ReadonlyArray<ValueCheck<HttpRequest>> = [
  {
    id: 'request-object',
    rule: 'REQ-1',
    side: 'server',
    level: 'must',
    description: 'the request is a plain object',
    test: (request) =>
      isRecord(request)
        ? undefined
        : `the request is ${show(request)}, expected a plain object: make it with an object literal`,
  },
  {
    id: 'request-members',
    rule: 'REQ-2',
    side: 'server',
    level: 'must',
    description: 'all twelve members of the request are present',
    test(request) {
      const missing = MEMBERS.find((name) => request[name] === undefined)
      if (missing === undefined) return undefined
      return `request.${missing} is missing: what is absent is null or '', and a changed request is made with { ...request }`
    },
  },
  {
    id: 'request-data',
    rule: 'REQ-1',
    side: 'server',
    level: 'must',
    description: 'members of the request are own, enumerable data properties',
    test(request) {
      const lost = MEMBERS.find((name) => !isSpreadable(request, name))
      if (lost === undefined) return undefined
      return `request.${lost} is inherited, hidden or an accessor, expected an own, enumerable data property: { ...request } must copy it`
    },
  },
  {
    id: 'request-text',
    rule: 'REQ-4',
    side: 'server',
    level: 'must',
    description: 'text members of the request are strings of printable ASCII',
    test(request) {
      const wrong = TEXTS.find((name) => !isPrintable(request[name]))
      if (wrong === undefined) return undefined
      return `request.${wrong} is ${show(request[wrong])}, expected a string of printable ASCII: hand it on as it was received, not decoded`
    },
  },
]

const memberChecks: ReadonlyArray<ValueCheck<HttpRequest>> = [
  {
    id: 'request-method',
    rule: 'REQ-5',
    side: 'server',
    level: 'must',
    description: '`method` is a token',
    test: ({ method }) =>
      isToken(method)
        ? undefined
        : `request.method is ${show(method)}, expected a token: answer such a request with 400`,
  },
  {
    id: 'request-method-case',
    rule: 'REQ-5',
    side: 'server',
    level: 'should',
    description: '`method` is not a well-known method in other letters',
    test({ method }) {
      const known = method.toUpperCase()
      if (method === known || !METHODS.has(known)) return undefined
      return `request.method is ${show(method)}, which is not ${known}: check that nobody changes its case`
    },
  },
  {
    id: 'request-scheme',
    rule: 'REQ-6',
    side: 'server',
    level: 'must',
    description: '`scheme` is `http` or `https`',
    test: ({ scheme }) =>
      scheme === 'http' || scheme === 'https'
        ? undefined
        : `request.scheme is ${show(scheme)}, expected 'http' or 'https', without a colon`,
  },
  {
    id: 'request-authority',
    rule: 'REQ-7',
    side: 'server',
    level: 'must',
    description: '`authority` is a valid `host` or `host:port`',
    test: ({ authority }) =>
      isAuthority(authority)
        ? undefined
        : `request.authority is ${show(authority)}, expected host or host:port: answer an invalid one with 400, and use the server's own name where there is none`,
  },
  {
    id: 'request-host',
    rule: 'REQ-7',
    side: 'server',
    level: 'must',
    description: 'the `host` field is valid, and present on HTTP/1.1',
    test({ httpVersion, headers: { host } }) {
      if (host === undefined) {
        return httpVersion === '1.1'
          ? 'an HTTP/1.1 request came without a host field: answer it with 400'
          : undefined
      }
      if (host === '' || isAuthority(host)) return undefined
      return `the host field is ${show(host)}, expected host or host:port: answer such a request with 400`
    },
  },
  {
    id: 'request-version',
    rule: 'REQ-8',
    side: 'server',
    level: 'must',
    description: '`httpVersion` is a digit, or two with a dot between',
    test: ({ httpVersion }) =>
      VERSION.test(httpVersion)
        ? undefined
        : `request.httpVersion is ${show(httpVersion)}, expected such as '1.1', without 'HTTP/'`,
  },
  {
    id: 'request-remote',
    rule: 'REQ-9',
    side: 'server',
    level: 'must',
    description: '`remote` is `null` or the address and port of a peer',
    test: ({ remote }) =>
      remote === null || isAddress(remote)
        ? undefined
        : `request.remote is ${show(remote)} with ${describeMembers(remote)}, expected { address, port } with an IP address without brackets and a port from 0 to 65535, or null`,
  },
  {
    id: 'request-state',
    rule: 'REQ-10',
    side: 'server',
    level: 'must',
    description: '`state` is a plain object',
    test: ({ state }) =>
      isRecord(state) ? undefined : `request.state is ${show(state)}, expected a plain object`,
  },
  {
    id: 'request-state-keys',
    rule: 'REQ-10',
    side: 'server',
    level: 'must',
    description: 'keys of `state` are symbols, or strings with a dot',
    test({ state }) {
      const key = Object.keys(state).find((name) => !name.includes('.'))
      if (key === undefined) return undefined
      return `request.state has the key ${show(key)}, expected a symbol or a name with a dot such as 'acme.user'`
    },
  },
]

/** What must hold for a request before the application is called. */
export const requestChecks: ReadonlyArray<ValueCheck<HttpRequest>> = [
  ...shapeChecks,
  ...requestHeaderChecks,
  ...targetChecks,
  ...memberChecks,
  ...requestContentChecks,
  ...exchangeChecks,
]

function isSpreadable(request: object, name: string): boolean {
  const member = Object.getOwnPropertyDescriptor(request, name)
  return member !== undefined && member.enumerable === true && 'value' in member
}

function isPrintable(value: unknown): boolean {
  return typeof value === 'string' && PRINTABLE_ASCII.test(value)
}

function isAddress(remote: unknown): boolean {
  if (typeof remote !== 'object' || remote === null) return false
  const { address, port } = remote as { address?: unknown; port?: unknown }
  const isPort = Number.isInteger(port) && Number(port) >= 0 && Number(port) <= 65_535
  return isPort && typeof address === 'string' && (IPV4.test(address) || IPV6.test(address))
}

function describeMembers(remote: unknown): string {
  const { address, port } = remote as { address?: unknown; port?: unknown }
  return `address ${show(address)} and port ${show(port)}`
}
