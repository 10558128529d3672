import { preferredMediaType } from '@tsgi/fields/accept'
import { parseMediaType } from '@tsgi/fields/media-type'
import { andThen, appendHeader, text, withHeader } from '@tsgi/message'
import type { Application, Awaitable, HttpRequest, HttpResponse } from '@tsgi/spec'
import { lookupLanguage } from './language.ts'

/** Representations by what they are; the best first. */
export type Representations = Readonly<Record<string, Application>>

/** What happens when the client accepts none. */
export interface NegotiateOptions {
  /**
   * `'refuse'`: 406 with a list of what there is. `'first'`: the first representation, which a client may like better than
   * none. Or an application that answers. Default `'refuse'` for media types, `'first'` for languages.
   */
  otherwise?: 'refuse' | 'first' | Application
}

/**
 * Answers with the representation that the client likes best, by `accept`. Of what it likes equally the first is taken, which is
 * also for clients that do not say.
 *
 * ```ts
 * return negotiate(request, {
 *   'text/html': () => html(page(article)),
 *   'application/json': () => json(article),
 * })
 * ```
 *
 * `vary: accept` is added to whatever is answered, so that no cache gives one to those who want the other.
 * @param representations by media type, `'text/html'`; parameters take part where a client asks for them
 * @throws TypeError for no representations, a key that is no media type, or wrong options
 * @see RFC 9110 §12.5.1, §15.5.7
 */
export function negotiate(
  request: HttpRequest,
  representations: Representations,
  options: NegotiateOptions = {},
): Awaitable<HttpResponse> {
  const types = keysOf('negotiate', representations)
  const wrong = types.find((type) => parseMediaType(type) === undefined)
  if (wrong !== undefined)
    throw new TypeError(`Representations of negotiate() have media types: got '${wrong}'`)
  const otherwise = readOtherwise('negotiate', options, 'refuse')
  const chosen = preferredMediaType(request.headers['accept'], types)
  const response = answer(request, representations, chosen, otherwise)
  return andThen(response, (answered) => appendHeader(answered, 'vary', 'accept'))
}

/**
 * Answers in the language that the client likes best, by `accept-language`: see {@link lookupLanguage}.
 *
 * ```ts
 * return negotiateLanguage(request, { en: () => html(hello), de: () => html(hallo) })
 * ```
 *
 * `vary: accept-language` is added to whatever is answered, `content-language` where it is missing.
 * @param representations by language tag: `'en'`, `'de-CH'`
 * @throws TypeError for no representations, a key that is no language tag, or wrong options
 * @see RFC 9110 §12.5.4, §8.5
 */
export function negotiateLanguage(
  request: HttpRequest,
  representations: Representations,
  options: NegotiateOptions = {},
): Awaitable<HttpResponse> {
  const tags = keysOf('negotiateLanguage', representations)
  const wrong = tags.find((tag) => !LANGUAGE_TAG.test(tag))
  if (wrong !== undefined)
    throw new TypeError(`Representations of negotiateLanguage() have language tags: got '${wrong}'`)
  const otherwise = readOtherwise('negotiateLanguage', options, 'first')
  const chosen = lookupLanguage(request.headers['accept-language'], tags)
  const language = chosen ?? (otherwise === 'first' ? tags[0] : undefined)
  const response = answer(request, representations, language, otherwise)
  return andThen(response, (answered) =>
    appendHeader(withLanguage(answered, language), 'vary', 'accept-language'),
  )
}

/** `1*8ALPHA *("-" 1*8alphanum)` of RFC 4647 §2.1. */
const LANGUAGE_TAG = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/

const NAMES: ReadonlySet<string> = new Set<keyof NegotiateOptions>(['otherwise'])

type Otherwise = NonNullable<NegotiateOptions['otherwise']>

function keysOf(caller: string, representations: Representations): string[] {
  const keys = Object.keys(representations)
  if (keys.length > 0) return keys
  throw new TypeError(`${caller}() has no representations`)
}

function readOtherwise(caller: string, options: NegotiateOptions, usual: Otherwise): Otherwise {
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of ${caller}()`)
  const { otherwise = usual } = options
  if (otherwise === 'refuse' || otherwise === 'first' || typeof otherwise === 'function') return otherwise
  throw new TypeError(`otherwise is 'refuse', 'first' or an application, got ${typeof otherwise}`)
}

/** @param chosen a key of the representations; `undefined`: none is acceptable */
function answer(
  request: HttpRequest,
  representations: Representations,
  chosen: string | undefined,
  otherwise: Otherwise,
): Awaitable<HttpResponse> {
  if (chosen !== undefined) return representations[chosen]!(request)
  const keys = Object.keys(representations)
  if (otherwise === 'first') return representations[keys[0]!]!(request)
  if (otherwise === 'refuse') return text(`There is only: ${keys.join(', ')}\n`, { status: 406 })
  return otherwise(request)
}

function withLanguage(response: HttpResponse, language: string | undefined): HttpResponse {
  const isKnown = language === undefined || response.headers['content-language'] !== undefined
  return isKnown || response.body === null ? response : withHeader(response, 'content-language', language)
}
