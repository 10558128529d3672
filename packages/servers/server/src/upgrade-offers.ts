import { splitList } from '@tsgi/fields/list'
import type { RequestHead } from '@tsgi/http1'

/** Protocols that replace HTTP/1.1 by another version of HTTP: nobody takes these over a plain connection. */
const NOT_OURS = new Set(['h2c', 'h2', 'tls'])

/** The protocols a request offers that an application could switch to; `null`: none (SPEC UPGR-1). */
export function upgradeOffers(head: RequestHead): readonly string[] | null {
  const offered = head.headers['upgrade']
  if (offered === undefined || !head.wantsUpgrade) return null
  const offers = (splitList(offered) ?? []).filter((name) => !NOT_OURS.has(name.toLowerCase()))
  return offers.length === 0 ? null : offers
}
