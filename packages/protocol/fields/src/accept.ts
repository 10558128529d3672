/**
 * Proactive negotiation: which of the things we have does the client like best?
 *
 * Each element of a list has a weight; the most specific element that fits decides about a thing, and of things with equal
 * weights the one that we have listed first wins, for the order of the client's list means nothing. An element that is
 * malformed counts as not sent, and a list without elements as no list.
 *
 * Two liberties are taken, for the sake of Java's client (`text/html, *; q=.2`): a weight may begin with its dot, and
 * a media range may be a single asterisk.
 */
import { splitList } from './list.ts'
import { parseMediaType } from './media-type.ts'
import type { MediaType } from './media-type.ts'
import { DIGITS, consistsOf, octets, trimBlanks } from './octets.ts'
import { parseParameters } from './parameters.ts'
import { isToken } from './token.ts'

/** An element of a list with weights. */
export interface QualityItem {
  /** Token or media range, in lower case: `'gzip'`, `'text/*'`, `'en-gb'`, `'*'`. */
  readonly value: string
  /** Weight, from 0 (not acceptable) to 1. */
  readonly q: number
  /** Other parameters by lower-case name; media ranges may have some. */
  readonly parameters: ReadonlyMap<string, string>
}

const NO_PARAMETERS: ReadonlyMap<string, string> = new Map()
const DIGIT = octets(DIGITS)

/** Old names of content codings, which mean the same (RFC 9110 §8.4.1). */
const CODING_ALIASES = new Map([
  ['x-compress', 'compress'],
  ['x-gzip', 'gzip'],
])

/** Weight of `identity` when nothing is said about it: acceptable, but less than what is asked for. */
const LEAST_WEIGHT = 0.0001

/**
 * Picks one of several tokens, such as charsets, by a list with weights. Letters match in either case. Languages, content
 * codings and media types have rules of their own, and functions for them.
 * @param value the field value; `undefined` when there is none
 * @param available what there is, best first
 * @returns the most acceptable, which is the first when there is no list; `undefined` when none is acceptable
 * @see RFC 9110 §12.4.2, §12.5.2
 */
export function preferred<T extends string>(
  value: string | undefined,
  available: readonly T[],
): T | undefined {
  return negotiate(value, available, (token) => {
    const name = token.toLowerCase()
    return (item) => (item.value === name ? 1 : item.value === '*' ? 0 : -1)
  })
}

/**
 * Picks a media type by the value of `Accept`.
 * @param value the field value; `undefined` when there is none
 * @param available media types that there are, best first, with parameters where a client may ask for them
 * @returns the most acceptable, which is the first when there is no list; `undefined` when none is: answer 406, or
 *   send one nevertheless
 * @throws TypeError when `available` holds something that is no media type
 * @see RFC 9110 §12.5.1
 */
export function preferredMediaType<T extends string>(
  value: string | undefined,
  available: readonly T[],
): T | undefined {
  return negotiate(value, available, (text) => {
    const mediaType = parseMediaType(text)
    if (mediaType === undefined) throw new TypeError(`No media type: ${JSON.stringify(text)}`)
    return (item) => mediaSpecificity(item, mediaType)
  })
}

/**
 * Picks a language by the value of `Accept-Language`, by basic filtering: `de` fits `de-CH`, not the reverse.
 * @param value the field value; `undefined` when there is none
 * @param available language tags that there are, best first
 * @returns the most acceptable, which is the first when there is no list; `undefined` when none is: better send one
 *   nevertheless
 * @see RFC 9110 §12.5.4, RFC 4647 §3.3.1
 */
export function preferredLanguage<T extends string>(
  value: string | undefined,
  available: readonly T[],
): T | undefined {
  return negotiate(value, available, (tag) => {
    const prefix = `${tag.toLowerCase()}-`
    return (item) => (prefix.startsWith(`${item.value}-`) ? item.value.length : item.value === '*' ? 0 : -1)
  })
}

/**
 * Picks a content coding by the value of `Accept-Encoding`.
 * @param value the field value; `undefined` when there is none: then there is no coding. RFC 9110 would allow any, but
 *   clients that do not send the field mostly cannot decode
 * @param available codings that there are, best first; `identity`, no coding, need not be among them: it comes last
 * @returns the most acceptable; `undefined` when none is, `identity` included: answer 406, or send no coding nevertheless
 * @see RFC 9110 §12.5.3
 */
export function preferredEncoding<T extends string>(
  value: string | undefined,
  available: readonly T[],
): T | 'identity' | undefined {
  const items = parseQualityList(value)
  return pick<T | 'identity'>([...available, 'identity'], (coding) => codingWeight(items, coding))
}

/**
 * Whether a content coding is acceptable by the value of `Accept-Encoding`.
 * @param value the field value; `undefined` when there is none: then only `identity` is, as in {@link preferredEncoding}
 * @param coding one content coding, such as `gzip` or `identity`
 * @see RFC 9110 §12.5.3
 */
export function acceptsEncoding(value: string | undefined, coding: string): boolean {
  return codingWeight(parseQualityList(value), coding) > 0
}

/**
 * Reads a list with weights: `Accept`, `Accept-Encoding`, `Accept-Language`, `Accept-Charset`, `TE`.
 * @param value the field value, e.g. `gzip, br;q=0.9`; `undefined` when there is none
 * @returns the well-formed elements in the order sent; none when the list as a whole is malformed
 * @see RFC 9110 §12.4.2
 */
export function parseQualityList(value: string | undefined): QualityItem[] {
  const items: QualityItem[] = []
  for (const element of splitList(value ?? '') ?? []) {
    const item = parseItem(element)
    if (item !== undefined) items.push(item)
  }
  return items
}

function parseItem(element: string): QualityItem | undefined {
  const semicolon = element.indexOf(';')
  const name = semicolon === -1 ? element : trimBlanks(element.slice(0, semicolon))
  if (!isToken(name) && !isMediaRange(name)) return undefined
  const value = name.toLowerCase()
  if (semicolon === -1) return { value, q: 1, parameters: NO_PARAMETERS }

  const parameters = parseParameters(element.slice(semicolon + 1))
  const q = parseWeight(parameters?.get('q') ?? '1')
  if (parameters === undefined || q === undefined) return undefined
  parameters.delete('q')
  return { value, q, parameters }
}

function isMediaRange(text: string): boolean {
  const slash = text.indexOf('/')
  return slash !== -1 && isToken(text.slice(0, slash)) && isToken(text.slice(slash + 1))
}

/** `qvalue`: 0 to 1 with up to three decimals, and `.5`. */
function parseWeight(text: string): number | undefined {
  const dot = text.indexOf('.')
  const whole = dot === -1 ? text : text.slice(0, dot)
  const decimals = dot === -1 ? '' : text.slice(dot + 1)
  const isNumber = whole === '0' || whole === '1' || (whole === '' && decimals !== '')
  if (!isNumber || decimals.length > 3 || !consistsOf(decimals, DIGIT)) return undefined
  const q = Number(text)
  return q <= 1 ? q : undefined
}

/** How closely an element fits, from 0 (an asterisk) up; negative when it does not. */
type Specificity = (item: QualityItem) => number

function negotiate<T extends string>(
  value: string | undefined,
  available: readonly T[],
  specificityFor: (candidate: T) => Specificity,
): T | undefined {
  const items = parseQualityList(value)
  if (items.length === 0) return available[0]
  return pick(available, (candidate) => weightOf(items, specificityFor(candidate)) ?? 0)
}

/** The first of those with the highest weight, unless that is 0. */
function pick<T>(available: readonly T[], weigh: (candidate: T) => number): T | undefined {
  let best: T | undefined
  let bestWeight = 0
  for (const candidate of available) {
    const weight = weigh(candidate)
    if (weight <= bestWeight) continue
    best = candidate
    bestWeight = weight
  }
  return best
}

/** Weight of the element that fits best; `undefined` when none fits. */
function weightOf(items: readonly QualityItem[], specificity: Specificity): number | undefined {
  let best: QualityItem | undefined
  let bestSpecificity = -1
  for (const item of items) {
    const itsSpecificity = specificity(item)
    if (itsSpecificity <= bestSpecificity) continue
    best = item
    bestSpecificity = itsSpecificity
  }
  return best?.q
}

function codingWeight(items: readonly QualityItem[], coding: string): number {
  const name = coding.toLowerCase()
  const weight = weightOf(items, ({ value }) => {
    if (value === name || CODING_ALIASES.get(value) === name) return 1
    return value === '*' ? 0 : -1
  })
  return weight ?? (name === 'identity' ? LEAST_WEIGHT : 0)
}

function mediaSpecificity(range: QualityItem, mediaType: MediaType): number {
  for (const [name, value] of range.parameters) {
    if (mediaType.parameters.get(name)?.toLowerCase() !== value.toLowerCase()) return -1
  }
  if (range.value === mediaType.essence) return 2 + range.parameters.size
  if (range.value === `${mediaType.type}/*`) return 1
  return range.value === '*/*' || range.value === '*' ? 0 : -1
}
