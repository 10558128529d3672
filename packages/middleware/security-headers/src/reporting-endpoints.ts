import { isKey, writeString } from './structured-fields.ts'

/**
 * Writes `reporting-endpoints`.
 * @throws TypeError for a name that is no key and for what is no URL
 * @see Reporting API §3.3
 */
export function writeEndpoints(endpoints: Readonly<Record<string, string>>): string {
  return Object.entries(endpoints).map(writeEndpoint).join(', ')
}

function writeEndpoint([name, url]: [string, string]): string {
  if (!isKey(name)) {
    throw new TypeError(`reportingEndpoints has names of a–z, 0–9, '_', '-', '.' and '*', got '${name}'`)
  }
  const text = typeof url === 'string' && isEndpoint(url) ? writeString(url) : undefined
  if (text !== undefined) return `${name}=${text}`
  throw new TypeError(
    `reportingEndpoints.${name} is an https: URL or an absolute path, got ${JSON.stringify(url)}`,
  )
}

/** Browsers send reports over secure connections only; what is local counts as secure. */
function isEndpoint(url: string): boolean {
  if (url.startsWith('/')) return URL.canParse(url, 'https://example.com')
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && LOCAL_HOSTS.has(hostname))
}

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])
