import { parseHost } from '@tsgi/fields/host'
import type { HttpRequest, ServerInfo } from '@tsgi/spec'

/** Fields with variables of their own, and one that must never become one (httpoxy, CVE-2016-5385). */
const NOT_HTTP: ReadonlySet<string> = new Set(['content-length', 'content-type', 'proxy'])

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' }

/**
 * The meta-variables that tell a CGI program of a request (RFC 3875 §4.1), `REQUEST_URI`, `REQUEST_SCHEME`, `HTTPS` and
 * `REMOTE_PORT` included, which it does not know and all servers send.
 *
 * Fields whose names have anything but letters, digits and hyphens are left out: what is told of them could pass for
 * another field. `authorization` is told; leave it out where the program is not to see credentials.
 * @param server who calls the program: it becomes `SERVER_SOFTWARE`
 */
export function variablesFromRequest(request: HttpRequest, server: ServerInfo): Map<string, string> {
  const { method, scheme, authority, basePath, path, query, httpVersion, headers, remote } = request
  const host = parseHost(authority)
  const variables = new Map([
    ['GATEWAY_INTERFACE', 'CGI/1.1'],
    ['SERVER_SOFTWARE', `${server.name.slice(server.name.indexOf('/') + 1)}/${server.version}`],
    ['SERVER_PROTOCOL', `HTTP/${httpVersion}`],
    ['SERVER_NAME', host?.host ?? authority],
    ['SERVER_PORT', host?.port === undefined ? (DEFAULT_PORTS[scheme] ?? '80') : String(host.port)],
    ['REQUEST_METHOD', method],
    ['REQUEST_SCHEME', scheme],
    ['REQUEST_URI', `${basePath}${path}${query === '' ? '' : `?${query}`}`],
    ['SCRIPT_NAME', decoded(basePath)],
    ['PATH_INFO', path === '*' ? '' : decoded(path)],
    ['QUERY_STRING', query],
  ])
  if (scheme === 'https') variables.set('HTTPS', 'on')
  if (remote !== null) {
    variables.set('REMOTE_ADDR', remote.address).set('REMOTE_PORT', String(remote.port))
  }
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || NOT_HTTP.has(name) || !/^[a-z0-9-]+$/.test(name)) continue
    variables.set(`HTTP_${name.toUpperCase().replaceAll('-', '_')}`, value)
  }
  if (headers['content-type'] !== undefined) variables.set('CONTENT_TYPE', headers['content-type'])
  if (headers['content-length'] !== undefined) variables.set('CONTENT_LENGTH', headers['content-length'])
  return variables
}

/** Each octet that is percent-encoded, as a character. What encodes nothing stays as it is. */
function decoded(raw: string): string {
  return raw.replace(/%[0-9A-Fa-f]{2}/g, (encoded) => String.fromCharCode(parseInt(encoded.slice(1), 16)))
}
