import { splitList } from '@tsgi/fields/list'
import { isToken } from '@tsgi/fields/token'
import type { RequestHead } from '@tsgi/http1'

/** Protocols that HTTP itself would go on over: nobody takes these over a plain connection. */
const NOT_OURS = new Set(['h2c', 'h2', 'http', 'tls'])

/** The protocols a request offers that an application could switch to; `null`: none (SPEC UPGR-1). */
export function upgradeOffers(head: RequestHead): readonly string[] | null {
  const offered = head.headers['upgrade']
  if (offered === undefined || !head.wantsUpgrade) return null
  const offers = (splitList(offered) ?? []).filter(isOffer)
  return offers.length === 0 ? null : offers
}

/** `name` or `name/version` (RFC 9110 §7.8). */
function isOffer(protocol: string): boolean {
  const [name, ...versions] = protocol.split('/')
  return versions.length <= 1 && [name!, ...versions].every(isToken) && !NOT_OURS.has(name!.toLowerCase())
}
