import type { Address } from '@tsgi/spec'
import { ForwardedError } from './forwarded-error.ts'
import type { ResolvedOptions } from './options.ts'

/** What the trusted proxies told of a request; `undefined`: nothing, or it is not believed. */
export interface Told {
  client: Address | undefined
  scheme: string | undefined
  authority: string | undefined
  port: number | undefined
  prefix: string | undefined
}

/** What they told where they told nothing. */
export const NOTHING: Readonly<Told> = Object.freeze({
  client: undefined,
  scheme: undefined,
  authority: undefined,
  port: undefined,
  prefix: undefined,
})

/**
 * Whether the walk goes on beyond an address that a trusted proxy told: whether that is a trusted proxy as well.
 * @param hop how many hops it is away; the peer of the connection is 0
 * @throws ForwardedError when there are too many
 */
export function leadsOn(
  { address }: Address,
  hop: number,
  { isTrusted, maxHops }: Pick<ResolvedOptions, 'isTrusted' | 'maxHops'>,
): boolean {
  if (!isTrusted(address, hop)) return false
  if (hop < maxHops) return true
  throw new ForwardedError(
    'FORWARDED_HOPS',
    `The request came through more than ${maxHops} proxies (maxHops)`,
  )
}
