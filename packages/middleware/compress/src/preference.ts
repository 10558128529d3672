import { acceptsEncoding, preferredEncoding } from '@tsgi/fields/accept'
import type { Coding } from './codings.ts'

/** What a client wants. */
export interface Preference {
  /** `null`: nothing, or nothing that there is. */
  readonly coding: Coding | null
  /** Whether it refuses content without a coding: `identity;q=0`. */
  readonly refusesPlain: boolean
}

/** Browsers send a handful of values; what comes beyond that is not remembered. */
const MAX_REMEMBERED = 100
const MAX_VALUE_LENGTH = 200

const NONE: Preference = { coding: null, refusesPlain: false }

/**
 * Tells which coding a client likes best. Asked again and again with the same few values, so the answers are remembered.
 * @param codings in the order in which those with equal weights are preferred
 */
export function codingPreference(
  codings: readonly Coding[],
): (acceptEncoding: string | undefined) => Preference {
  const remembered = new Map<string, Preference>()

  return (value) => {
    if (value === undefined) return NONE
    const known = remembered.get(value)
    if (known !== undefined) return known
    const preference = choose(value, codings)
    if (remembered.size < MAX_REMEMBERED && value.length <= MAX_VALUE_LENGTH)
      remembered.set(value, preference)
    return preference
  }
}

function choose(value: string, codings: readonly Coding[]): Preference {
  const best = preferredEncoding(value, codings)
  // A client that takes neither gets content as it is: better than no answer (RFC 9110 §12.5.3).
  if (best === undefined || best === 'identity') return NONE
  return { coding: best, refusesPlain: !acceptsEncoding(value, 'identity') }
}
