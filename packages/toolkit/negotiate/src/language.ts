import { parseQualityList } from '@tsgi/fields/accept'
import type { QualityItem } from '@tsgi/fields/accept'

/** What a subtag less costs: never so much that it outweighs a weight, which has three decimals. */
const COST_OF_SUBTAG = 0.000_01

/**
 * Chooses a language by the value of `accept-language`, by lookup: where there is no `de-CH` and no `de-AT`, but `de`, a reader
 * of `de-CH` gets `de`. A tag also serves who asks for less: `en-GB` a reader of `en`.
 *
 * This is for one page in one language. `preferredLanguage` of `@tsgi/fields` filters instead, and would give that reader
 * nothing.
 * @param value the field value; `undefined` when there is none
 * @param available language tags, best first
 * @returns the most acceptable, the first when the client has no preference; `undefined` when none is acceptable
 * @see RFC 9110 §12.5.4, RFC 4647 §3.4
 */
export function lookupLanguage<T extends string>(
  value: string | undefined,
  available: readonly T[],
): T | undefined {
  const ranges = parseQualityList(value)
  if (ranges.length === 0) return available[0]
  let best: T | undefined
  let bestWeight = 0
  for (const tag of available) {
    const weight = weightOf(tag.toLowerCase(), ranges)
    if (weight <= bestWeight) continue
    best = tag
    bestWeight = weight
  }
  return best
}

/** The range that names most of the tag decides, then one that names more than it, then the asterisk. */
function weightOf(tag: string, ranges: readonly QualityItem[]): number {
  const covering = ranges.filter(({ value }) => isPrefix(value, tag))
  if (covering.length > 0) return longest(covering).q
  const narrower = ranges.filter(({ value }) => isPrefix(tag, value))
  const weights = narrower.map(({ value, q }) => q - COST_OF_SUBTAG * (subtags(value) - subtags(tag)))
  if (weights.length > 0) return weights.reduce((highest, weight) => Math.max(highest, weight))
  return ranges.find(({ value }) => value === '*')?.q ?? 0
}

function isPrefix(range: string, tag: string): boolean {
  return tag === range || tag.startsWith(`${range}-`)
}

function longest(ranges: readonly QualityItem[]): QualityItem {
  return ranges.reduce((best, range) => (range.value.length > best.value.length ? range : best))
}

function subtags(tag: string): number {
  return tag.split('-').length
}
