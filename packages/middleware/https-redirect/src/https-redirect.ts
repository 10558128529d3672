import { text } from '@tsgi/message'
import type { HttpRequest, HttpResponse, Middleware, ResponseHeaders } from '@tsgi/spec'
import { hostOf } from './hosts.ts'
import { resolveOptions } from './options.ts'
import type { HttpsRedirectOptions, ResolvedOptions } from './options.ts'
import { claimsHttps } from './proxy-claim.ts'

/** How many seconds a redirect may be remembered: browsers would keep one without a limit beyond the repair of a mistake. */
const MAX_AGE_SECONDS = 3600

/**
 * Middleware that answers requests over HTTP by sending the client to the same place over HTTPS.
 *
 * ```ts
 * httpsRedirect({ hosts: ['example.com', '*.example.com'], exclude: ['/health'] })
 * ```
 *
 * Behind a proxy that ends TLS, `forwarded()` of `@tsgi/forwarded` goes before it: else every request is one over HTTP.
 * @throws TypeError for options that are missing, wrong or unknown
 * @see RFC 9110 §15.4.2, §15.4.9, §15.5.20
 */
export function httpsRedirect(options: HttpsRedirectOptions): Middleware {
  const resolved = resolveOptions(options)
  const warnOnce = warner()

  return (application) => (request) => {
    if (request.scheme === 'https' || resolved.isExcluded(request.path)) return application(request)
    const host = hostOf(request.authority)
    if (!resolved.isServed(host)) return answer(421, 'This host is not served here.')
    if (isRefused(request, resolved)) return answer(403, 'HTTPS only: what was sent came in the clear.')
    const location = locationOf(request, host + resolved.port)
    if (!claimsHttps(request.headers)) return moved(location, isGetOrHead(request) ? 301 : 308)
    warnOnce()
    return movedForNow(location)
  }
}

/**
 * What cannot be sent elsewhere: a target that is no path (`OPTIONS *`, CONNECT), a WebSocket, whose clients follow no
 * redirects, and other methods, unless they shall be.
 */
function isRefused(request: HttpRequest, { redirectsOtherMethods }: ResolvedOptions): boolean {
  const { basePath, path, exchange } = request
  if (!(basePath + path).startsWith('/') || exchange.upgrade !== undefined) return true
  return !isGetOrHead(request) && !redirectsOtherMethods
}

/** For these 301 means what 308 means (RFC 9110 §15.4.2). */
function isGetOrHead({ method }: HttpRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** Octet by octet as it came, behind an authority of ours and its slash: no spelling of a path leads to another site. */
function locationOf({ basePath, path, query }: HttpRequest, authority: string): string {
  const target = `https://${authority}${basePath}${path}`
  return query === '' ? target : `${target}?${query}`
}

function moved(location: string, status: 301 | 308): HttpResponse {
  return answer(status, MOVED, { location, 'cache-control': `max-age=${MAX_AGE_SECONDS}` })
}

/** Where the next request may well be the same again, nobody is to remember the way. */
function movedForNow(location: string): HttpResponse {
  return answer(307, MOVED, { location, 'cache-control': 'no-store' })
}

const MOVED = 'This is served over HTTPS.'

function answer(status: number, sentence: string, headers: ResponseHeaders = {}): HttpResponse {
  return text(`${sentence}\n`, { status, headers })
}

/** Tells once, because anybody can send such fields. */
function warner(): () => void {
  let hasWarned = false
  return () => {
    if (hasWarned) return
    hasWarned = true
    process.emitWarning(
      'httpsRedirect() redirects a request over HTTP whose fields say that the client asked over HTTPS. Behind a proxy ' +
        'that ends TLS this goes round in circles: put forwarded({ trust }) of @tsgi/forwarded before it',
      { type: 'HttpsRedirectWarning', code: 'TSGI_HTTPS_REDIRECT_LOOP' },
    )
  }
}
