/**
 * Entity-tags.
 *
 *     entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE
 *     etagc      = %x21 / %x23-7E / obs-text
 *
 * They look like quoted strings and are none: a backslash is an ordinary character, a blank is not allowed.
 */
import { COMMA, DQUOTE, TEXT, isBlank, without } from './octets.ts'

/** What `If-Match` and `If-None-Match` hold: tags as sent, or `'*'` for whatever there is. */
export type EntityTagList = readonly string[] | '*'

const ETAGC = without(TEXT, '\t "')

/**
 * Whether a text is an entity-tag: `"abc"` or `W/"abc"`.
 * @see RFC 9110 §8.8.3
 */
export function isEntityTag(text: string): boolean {
  return endOfEntityTag(text, 0) === text.length
}

/**
 * Reads the value of `If-Match` or `If-None-Match`.
 * @param value the field value, e.g. `"abc", W/"def"`
 * @returns `'*'`, or the tags with quotes and `W/`, in order; `undefined` when malformed
 * @see RFC 9110 §13.1.1, §13.1.2
 */
export function parseEntityTagList(value: string): EntityTagList | undefined {
  if (value === '*') return value
  const tags: string[] = []
  let i = skipBlanks(value, 0)
  while (i < value.length) {
    if (value.charCodeAt(i) !== COMMA) {
      const end = endOfEntityTag(value, i)
      if (end === -1) return undefined
      tags.push(value.slice(i, end))
      i = skipBlanks(value, end)
      if (i < value.length && value.charCodeAt(i) !== COMMA) return undefined
    }
    i = skipBlanks(value, i + 1)
  }
  return tags
}

/**
 * Whether a list has the tag by the strong comparison, where a weak tag equals nothing: for `If-Match`.
 * @param list what {@link parseEntityTagList} gave; `'*'` has every tag and also stands for a representation without one
 * @param tag tag of the current representation; `undefined` when it has none. Not to be asked when there is none
 * @see RFC 9110 §8.8.3.2, §13.1.1
 */
export function matchesStrong(list: EntityTagList, tag: string | undefined): boolean {
  if (list === '*') return true
  return tag !== undefined && !isWeak(tag) && list.includes(tag)
}

/**
 * Whether a list has the tag by the weak comparison, which looks at what is between the quotes: for `If-None-Match`.
 * @param list what {@link parseEntityTagList} gave; `'*'` has every tag and also stands for a representation without one
 * @param tag tag of the current representation; `undefined` when it has none. Not to be asked when there is none
 * @see RFC 9110 §8.8.3.2, §13.1.2
 */
export function matchesWeak(list: EntityTagList, tag: string | undefined): boolean {
  if (list === '*') return true
  return tag !== undefined && list.some((other) => opaqueTag(other) === opaqueTag(tag))
}

function isWeak(tag: string): boolean {
  return tag.startsWith('W/')
}

function opaqueTag(tag: string): string {
  return isWeak(tag) ? tag.slice(2) : tag
}

/** Index after the tag that starts here; -1 when none does. */
function endOfEntityTag(value: string, start: number): number {
  let i = value.startsWith('W/', start) ? start + 2 : start
  if (value.charCodeAt(i) !== DQUOTE) return -1
  do i++
  while (ETAGC[value.charCodeAt(i)])
  return value.charCodeAt(i) === DQUOTE ? i + 1 : -1
}

function skipBlanks(value: string, start: number): number {
  let i = start
  while (isBlank(value.charCodeAt(i))) i++
  return i
}
