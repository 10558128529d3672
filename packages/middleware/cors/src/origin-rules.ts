import { parseHost } from '@tsgi/fields/host'
import { andThen } from '@tsgi/message'
import type { Awaitable, HttpRequest } from '@tsgi/spec'

/**
 * Which origins are meant: one as browsers send it (`'https://example.com'`, `'null'`), a pattern that has to match all
 * of it, or a function that answers at once or by a promise.
 */
export type OriginRule = string | RegExp | ((origin: string, request: HttpRequest) => Awaitable<boolean>)

/** Whether an `Origin` is one of those that rules mean. */
export type OriginMatcher = (origin: string, request: HttpRequest) => Awaitable<boolean>

/** No browser sends a longer one; a pattern that backtracks has little to chew on. */
const MAX_LENGTH = 512

/**
 * Joins rules: an origin has to fit one of them. Patterns and functions are asked about well-formed origins only, so never
 * about `null`, which is every sandboxed frame and every local file, and has to be spelled out.
 * @throws TypeError for a string that no browser would send, and for what is no rule
 */
export function originMatcher(rules: readonly OriginRule[]): OriginMatcher {
  const listed = new Set(rules.filter((rule) => typeof rule === 'string').map(checkOrigin))
  const patterns = rules.filter((rule) => rule instanceof RegExp).map(matchingAll)
  const functions = rules.filter((rule) => typeof rule === 'function')
  const other = rules.find((rule) => !isRule(rule))
  if (other !== undefined) {
    throw new TypeError(`origin is a string, a RegExp, a function or an array of them, got ${typeof other}`)
  }

  return (origin, request) => {
    if (listed.has(origin)) return true
    if (!isOrigin(origin)) return false
    return patterns.some((pattern) => pattern.test(origin)) || anySaysYes(functions, origin, request)
  }
}

function isRule(rule: unknown): boolean {
  return typeof rule === 'string' || typeof rule === 'function' || rule instanceof RegExp
}

function checkOrigin(text: string): string {
  if (text === 'null' || isAsSent(text)) return text
  const sent = URL.canParse(text) ? new URL(text).origin : 'null'
  const expected = sent === 'null' ? `'https://example.com', a RegExp or a function` : `'${sent}'`
  throw new TypeError(`origin is compared with what browsers send: got '${text}', expected ${expected}`)
}

/** For the web by the rules of URLs, which know names beyond ASCII and usual ports; else by the form alone. */
function isAsSent(text: string): boolean {
  return /^https?:/i.test(text) ? URL.canParse(text) && new URL(text).origin === text : isOrigin(text)
}

/**
 * The same pattern for the whole text, so that neither `/example\.com/` lets `https://example.com.evil.org` in nor
 * `/example\.com$/` the likes of `https://evil-example.com`; and without the flags that remember a position.
 */
function matchingAll({ source, flags }: RegExp): RegExp {
  return new RegExp(`^(?:${source})$`, flags.replaceAll(/[gmy]/g, ''))
}

/**
 * Whether a text is an origin as browsers write it: `scheme "://" host [ ":" port ]` in lower case. The scheme may be any:
 * there are applications and extensions with schemes of their own.
 * @see RFC 6454 §6.2
 */
export function isOrigin(text: string): boolean {
  const end = text.indexOf('://')
  if (end < 1 || text.length > MAX_LENGTH || !/^[a-z][a-z0-9+.-]*$/.test(text.slice(0, end))) return false
  const authority = text.slice(end + 3)
  return (
    authority === authority.toLowerCase() && !authority.endsWith(':') && parseHost(authority) !== undefined
  )
}

type OriginFunction = Extract<OriginRule, (...args: never) => unknown>

function anySaysYes(
  [first, ...others]: readonly OriginFunction[],
  origin: string,
  request: HttpRequest,
): Awaitable<boolean> {
  if (first === undefined) return false
  return andThen(first(origin, request), (answer: unknown) => {
    // Elsewhere such functions return an origin. Taken for yes it would let everybody in.
    if (typeof answer !== 'boolean') {
      throw new TypeError(`A function for origin returns a boolean, got ${typeof answer}`)
    }
    return answer || anySaysYes(others, origin, request)
  })
}
