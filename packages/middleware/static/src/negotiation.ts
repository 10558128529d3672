import { preferredEncoding } from '@tsgi/fields/accept'

/** Content codings under which files may lie ready beside the original, by their extensions. */
export const EXTENSIONS: Readonly<Record<Coding, string>> = { br: '.br', zstd: '.zst', gzip: '.gz' }

/** A coding of files that lie ready. */
export type Coding = 'br' | 'zstd' | 'gzip'

/** Browsers send a handful of values; what comes beyond that is not remembered. */
const MAX_REMEMBERED = 100
const MAX_VALUE_LENGTH = 200

/**
 * Tells which codings a client likes better than none, best first. Asked again and again with the same few values, so
 * the answers are remembered.
 * @param codings in the order in which those with equal weights are preferred
 */
export function codingPreference(
  codings: readonly Coding[],
): (acceptEncoding: string | undefined) => readonly Coding[] {
  const remembered = new Map<string, readonly Coding[]>()

  return (value) => {
    if (value === undefined) return NONE
    const known = remembered.get(value)
    if (known !== undefined) return known
    const preference = rank(value, codings)
    if (remembered.size < MAX_REMEMBERED && value.length <= MAX_VALUE_LENGTH)
      remembered.set(value, preference)
    return preference
  }
}

const NONE: readonly Coding[] = []

function rank(value: string, codings: readonly Coding[]): Coding[] {
  const ranked: Coding[] = []
  for (;;) {
    const left = codings.filter((coding) => !ranked.includes(coding))
    const best = preferredEncoding(value, left)
    if (best === undefined || best === 'identity') return ranked
    ranked.push(best)
  }
}
