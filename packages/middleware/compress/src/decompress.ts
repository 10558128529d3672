import type { HttpRequest, HttpResponse, Middleware } from '@tsgi/spec'
import { splitList } from '@tsgi/fields/list'
import { withoutHeader } from '@tsgi/message'
import { CODINGS, isDecodable } from './codings.ts'
import type { Coding } from './codings.ts'
import { DecodedBody } from './decoded-body.ts'
import type { DecodeLimits } from './decoded-body.ts'

/** How much content may become. */
export interface DecompressOptions {
  /** Most octets of content when decoded. Default 1 048 576 (1 MiB), `Infinity` for no limit. */
  maxBytes?: number
  /**
   * Most octets that one octet may become, beyond the first 64 KiB. Default 100: text seldom becomes smaller than a
   * thirtieth, made-up content a thousandth.
   */
  maxRatio?: number
}

const NAMES: ReadonlySet<string> = new Set<keyof DecompressOptions>(['maxBytes', 'maxRatio'])

/** Codings on top of each other. Nobody needs more than one; each multiplies what content can become. */
const MAX_CODINGS = 2

/** Other names (RFC 9110 §8.4.1.3). */
const ALIASES: ReadonlyMap<string, Coding> = new Map([['x-gzip', 'gzip']])

/**
 * Middleware that decodes the content of requests. What is further in sees neither `content-encoding` nor the old
 * `content-length`. A coding that is not known is answered with 415 and `accept-encoding`; content that is broken, or
 * becomes too much, makes its reader fail with a {@link DecompressError}.
 *
 * @throws TypeError for options that are wrong or unknown
 * @see RFC 9110 §8.4, §15.5.16
 */
export function decompress(options: DecompressOptions = {}): Middleware {
  const limits = resolveLimits(options)
  const decodable = CODINGS.filter(isDecodable)
  const unsupported: HttpResponse = {
    status: 415,
    headers: { 'accept-encoding': decodable.join(', ') },
    body: null,
  }
  return (next) => (request) => {
    const field = request.headers['content-encoding']
    if (field === undefined || request.body === null) return next(request)
    const codings = codingsIn(field, decodable)
    if (codings === null) return unsupported
    return next(codings.length === 0 ? uncoded(request) : decoded(request, codings, limits))
  }
}

/** Codings in the order in which they were applied; `null`: there is one that is not known, or too many. */
function codingsIn(field: string, known: readonly string[]): Coding[] | null {
  const names = (splitList(field) ?? ['?']).map((name) => name.toLowerCase())
  const codings = names.filter((name) => name !== 'identity').map((name) => ALIASES.get(name) ?? name)
  const areKnown = codings.every((name) => known.includes(name))
  return areKnown && codings.length <= MAX_CODINGS ? (codings as Coding[]) : null
}

function uncoded(request: HttpRequest): HttpRequest {
  return withoutHeader(request, 'content-encoding')
}

function decoded(request: HttpRequest, codings: readonly Coding[], limits: DecodeLimits): HttpRequest {
  const body = new DecodedBody(request.body!, codings, limits)
  return { ...withoutHeader(uncoded(request), 'content-length'), body }
}

function resolveLimits(options: DecompressOptions): DecodeLimits {
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of decompress()`)
  const { maxBytes = 1024 * 1024, maxRatio = 100 } = options
  for (const [name, value] of Object.entries({ maxBytes, maxRatio }))
    if (!(typeof value === 'number' && value >= 1))
      throw new TypeError(`${name} is a number from 1, got ${String(value)}`)
  return { maxBytes, maxRatio }
}
