/*
 * Which fields are removed. A proxy replaces the fields that it knows of; a field that means the same by another name
 * comes from the client, and whatever further in reads it is deceived.
 */
import type { RequestHeaders } from '@tsgi/spec'

/**
 * Fields, besides all that begin with `x-forwarded`, by which proxies, CDNs and load balancers tell what this middleware
 * tells (address, scheme, host, port and prefix), or who the user is.
 */
const FORWARDING_FIELDS: ReadonlySet<string> = new Set([
  ...['forwarded', 'forwarded-for', 'forwarded-for-ip', 'x-forward-for', 'x-original-forwarded-for'],
  ...['x-original-for', 'x-original-proto', 'x-original-host', 'x-original-prefix', 'x-host'],
  ...['x-real-ip', 'x-real-port', 'x-client-ip', 'client-ip', 'true-client-ip', 'x-true-client-ip'],
  ...['x-cluster-client-ip', 'x-remote-ip', 'x-remote-addr', 'remote-addr', 'x-originating-ip'],
  ...['cf-connecting-ip', 'cf-connecting-ipv6', 'cf-pseudo-ipv4', 'cf-visitor', 'fastly-client-ip'],
  ...['fly-client-ip', 'do-connecting-ip', 'x-appengine-user-ip', 'x-azure-clientip', 'x-azure-socketip'],
  ...['x-envoy-external-address', 'x-vercel-forwarded-for', 'x-nf-client-connection-ip'],
  ...['proxy-client-ip', 'wl-proxy-client-ip', 'x-proxyuser-ip', 'x-scheme', 'x-url-scheme'],
  ...['front-end-https', 'x-script-name', 'remote-user', 'x-remote-user'],
])

/**
 * Makes a predicate for the names of those, and of further ones, also with `_` for `-`, which some take for the same.
 * @param further names in lower case
 */
export function forwardingFields(further: Iterable<string>): (name: string) => boolean {
  const names = new Set([...FORWARDING_FIELDS, ...Array.from(further, withHyphens)])
  // Asked for each field of each request, and most begin otherwise.
  const initials = new Set(Array.from(names, (name) => name.charCodeAt(0)))
  return (name) => {
    if (!initials.has(name.charCodeAt(0))) return false
    const plain = withHyphens(name)
    return plain.startsWith('x-forwarded') || names.has(plain)
  }
}

function withHyphens(name: string): string {
  return name.includes('_') ? name.replaceAll('_', '-') : name
}

/** Whether there is a field of such a name. */
export function hasField(headers: RequestHeaders, isMeant: (name: string) => boolean): boolean {
  for (const name in headers) if (isMeant(name)) return true
  return false
}

/** Fields without inherited properties (SPEC HEAD-3). A class, because V8 keeps its instances fast. */
export class FieldRecord {
  [name: string]: string | undefined
}
Object.setPrototypeOf(FieldRecord.prototype, null)
Reflect.deleteProperty(FieldRecord.prototype, 'constructor')

/** A copy without the fields that are to be removed. */
export function withoutFields(headers: RequestHeaders, isRemoved: (name: string) => boolean): FieldRecord {
  const copy = new FieldRecord()
  for (const name in headers) if (!isRemoved(name)) copy[name] = headers[name]
  return copy
}
