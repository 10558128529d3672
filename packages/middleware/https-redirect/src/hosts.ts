/** A host in lower case without port: a name, perhaps with `*` as its first label, or an IPv6 address. */
const HOST = /^(?:(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/

/**
 * Makes a predicate for hosts. A `*` stands for exactly one label at the front, as in certificates: without one for the
 * name a client would only be sent to an error.
 * @param hosts names and IPv6 addresses in brackets, without port; any case
 * @throws TypeError when the list is empty, or an entry is malformed
 */
export function hostPredicate(hosts: readonly string[]): (host: string) => boolean {
  if (!Array.isArray(hosts) || hosts.length === 0)
    throw new TypeError(
      `hosts is a list such as ['example.com', '*.example.com'], or a function; got ${show(hosts)}`,
    )
  const names = new Set(hosts.map(checkHost))
  return (host) => names.has(host) || names.has(wildcardFor(host))
}

/** The host of an authority, in lower case, without port and without the dot of the root. */
export function hostOf(authority: string): string {
  const portAt = authority.indexOf(':', authority.indexOf(']') + 1)
  const host = (portAt === -1 ? authority : authority.slice(0, portAt)).toLowerCase()
  return host.endsWith('.') ? host.slice(0, -1) : host
}

function checkHost(host: unknown): string {
  if (typeof host === 'string' && HOST.test(host.toLowerCase())) return host.toLowerCase()
  throw new TypeError(
    `hosts has names such as 'example.com' or '*.example.com', without scheme and port; got ${show(host)}`,
  )
}

/** `'*.example.com'` for `'www.example.com'`; `''`, which is never there, when there is no label in front. */
function wildcardFor(host: string): string {
  const dot = host.indexOf('.')
  return dot > 0 ? `*${host.slice(dot)}` : ''
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : Array.isArray(value) ? 'an empty list' : typeof value
}
