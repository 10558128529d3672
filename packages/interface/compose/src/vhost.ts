import type { Application, Middleware } from '@tsgi/spec'

/** A host as it stands in `hosts`, in lower case: a name, perhaps with `*` as its first label, or an IPv6 address. */
const hostPattern = /^(?:(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/

/**
 * Chooses an application by the host of `request.authority`; requests for other hosts go on to what the middleware wraps.
 *
 * ```ts
 * vhost({ 'example.com': site, '*.example.com': tenants })
 * ```
 *
 * Hosts are compared without case, port and final dot. A `*` stands for exactly one label at the front, as in
 * certificates, and an exact host goes before it.
 * @param hosts applications by host, without port; names beyond ASCII in their `xn--` form
 * @throws TypeError when a host is malformed or there twice
 */
export function vhost(hosts: Readonly<Record<string, Application>>): Middleware {
  const applications = byHost(hosts)

  return (next) => (request) => {
    const host = hostOf(request.authority)
    const application = applications.get(host) ?? applications.get(wildcardFor(host)) ?? next
    return application(request)
  }
}

function byHost(hosts: Readonly<Record<string, Application>>): Map<string, Application> {
  const applications = new Map<string, Application>()
  for (const [given, application] of Object.entries(hosts)) {
    const host = given.toLowerCase()
    if (!hostPattern.test(host)) throw new TypeError(`Not a host: got '${given}', expected 'example.com'`)
    if (applications.has(host)) throw new TypeError(`The host '${host}' is there twice`)
    applications.set(host, application)
  }
  return applications
}

/** The host of an authority, in lower case, without port and without the dot of the root. */
function hostOf(authority: string): string {
  const portAt = authority.indexOf(':', authority.indexOf(']') + 1)
  const host = (portAt === -1 ? authority : authority.slice(0, portAt)).toLowerCase()
  return host.endsWith('.') ? host.slice(0, -1) : host
}

/** `'*.example.com'` for `'www.example.com'`; a key that is never there when there is no label in front. */
function wildcardFor(host: string): string {
  const dot = host.indexOf('.')
  return dot > 0 ? `*${host.slice(dot)}` : ''
}
