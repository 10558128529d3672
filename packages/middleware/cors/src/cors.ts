/*
 * The CORS protocol of the Fetch standard: who may read an answer is told by its fields, and browsers keep to it. Nothing is
 * refused here. A page that may not read an answer may still send what a form could send.
 *
 *   cors          what is added to which answer      preflight      questions whether a request may be sent
 *   options       what is known beforehand           origin-rules   which origins are meant
 *   client-faults   errors that have to be read
 *
 * An answer depends on `Origin` even where it has none of the fields, so `vary` is on all of them: a cache would give one
 * that came without to a page that needs them. Only `*` is the same for all.
 */
import { andThen, appendHeader, withHeaders, withoutHeader } from '@tsgi/message'
import type { Application, Awaitable, HttpRequest, HttpResponse, Middleware } from '@tsgi/spec'
import { answerClientFaults } from './client-faults.ts'
import { resolveOptions } from './options.ts'
import type { CorsOptions, Policy } from './options.ts'
import { answerPreflight, isPreflight } from './preflight.ts'

/**
 * Middleware that lets pages of other origins read answers, and answers browsers that ask first (preflights). It belongs
 * outside of what authenticates and of what makes answers of errors.
 *
 * ```ts
 * cors({ origin: ['https://app.example.com', /https:\/\/[a-z0-9-]+\.preview\.example\.com/], credentials: true })
 * ```
 * @throws TypeError for options that are wrong or unknown, and for those that would open to all what needs credentials
 */
export function cors(options: CorsOptions = {}): Middleware {
  const policy = resolveOptions(options)

  return (next) => (request) =>
    andThen(allowedOrigin(policy, request), (allowed) =>
      isPreflight(request)
        ? answerPreflight(policy, request, allowed)
        : answer(policy, next, request, allowed),
    )
}

/** @returns the value of `access-control-allow-origin`; `undefined`: nobody may read the answer */
function allowedOrigin({ matches }: Policy, request: HttpRequest): Awaitable<string | undefined> {
  if (matches === null) return '*'
  const origin = request.headers['origin']
  if (origin === undefined) return undefined
  return andThen(matches(origin, request), (isAllowed) => (isAllowed ? origin : undefined))
}

function answer(
  policy: Policy,
  next: Application,
  request: HttpRequest,
  allowed: string | undefined,
): Awaitable<HttpResponse> {
  const isRead = allowed !== undefined && request.headers['origin'] !== undefined
  const response = isRead ? answerClientFaults(next, request) : next(request)
  return andThen(response, (given) => withCors(policy, given, request.method, allowed))
}

/** What layers further in have said: the outermost policy holds, so that none of them opens what it keeps closed. */
const OWN_FIELDS = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-expose-headers',
] as const

function withCors(
  policy: Policy,
  response: HttpResponse,
  method: string,
  allowed: string | undefined,
): HttpResponse {
  if (response.status === 101) return response
  const bare = OWN_FIELDS.reduce(without, response)
  const vary = method === 'OPTIONS' ? policy.varyOptions : policy.vary
  const fields: Record<string, string> = {}
  if (allowed !== undefined)
    Object.assign(fields, { 'access-control-allow-origin': allowed }, policy.readable)
  if (vary === null) return withHeaders(bare, fields)
  if (bare.headers['vary'] === undefined) return withHeaders(bare, Object.assign(fields, { vary }))
  return withHeaders(appendHeader(bare, 'vary', vary), fields)
}

function without(response: HttpResponse, name: string): HttpResponse {
  return response.headers[name] === undefined ? response : withoutHeader(response, name)
}
