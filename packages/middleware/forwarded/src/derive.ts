import { parseHost } from '@tsgi/fields/host'
import type { HttpRequest } from '@tsgi/spec'
import type { FieldRecord } from './forwarding-fields.ts'
import type { Told } from './told.ts'

/**
 * The request as it would be without the proxies between. Its fields tell the same to those who read them:
 * frameworks further in that trust a proxy of their own get one element each, with what was believed and nothing else.
 * @param headers the fields without those that were removed; added to
 */
export function derive(request: HttpRequest, headers: FieldRecord, told: Told): HttpRequest {
  const scheme = told.scheme ?? request.scheme
  const authority = authorityOf(told.authority ?? request.authority, told.port, scheme)
  const { client } = told
  if (client !== undefined) headers['x-forwarded-for'] = client.address
  if (told.scheme !== undefined) headers['x-forwarded-proto'] = scheme
  if (authority !== request.authority) {
    headers['host'] = authority
    headers['x-forwarded-host'] = authority
  }
  return {
    ...request,
    scheme,
    authority,
    basePath: basePathOf(request, told.prefix),
    remote: client ?? request.remote,
    headers,
  }
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 }

/** A port that was told takes the place of the one in the authority; the usual one is left out. */
function authorityOf(authority: string, port: number | undefined, scheme: string): string {
  const host = port === undefined ? undefined : parseHost(authority)?.host
  if (host === undefined) return authority
  return port === DEFAULT_PORTS[scheme] ? host : `${host}:${port}`
}

/** What a proxy has taken off the front of the path goes to the front of the base path (SPEC PATH-9). */
function basePathOf({ basePath, path }: HttpRequest, prefix: string | undefined): string {
  const isPath = path === '' || path.startsWith('/')
  return prefix !== undefined && isPath ? prefix + basePath : basePath
}
