import { formatSetCookie } from '@tsgi/fields/cookie'
import type { CookieAttributes } from '@tsgi/fields/cookie'
import type { HttpRequest, HttpResponse } from '@tsgi/spec'
import { cookiesOf, expectAttributes, withCookie, withoutCookie } from './cookies.ts'
import { signerFor } from './signature.ts'

/** What a cookie is like. */
export interface CookieOptions extends CookieAttributes {
  /**
   * Secrets of at least 16 bytes; with them the value is signed. The first signs, all verify: put a new one in front, and take
   * the old one off when its cookies have ended. Default: not signed.
   */
  readonly secrets?: readonly (string | Uint8Array)[]
}

/** A cookie by its name: read, set and deleted in the same way everywhere. */
export interface Cookie {
  /** Its name. */
  readonly name: string
  /** The value that a client has sent; `undefined` when there is none, or its signature is not genuine. */
  get(request: HttpRequest): string | undefined
  /** Sets it in a copy of a response; `attributes` go before those of the cookie. */
  set(response: HttpResponse, value: string, attributes?: CookieAttributes): HttpResponse
  /** Deletes it in a copy of a response. */
  delete(response: HttpResponse): HttpResponse
}

/**
 * Describes a cookie once, with safe defaults: `path: '/'`, `httpOnly: true`, `sameSite: 'lax'`.
 *
 * ```ts
 * const user = cookie('__Host-user', { secrets: [process.env.COOKIE_SECRET!], maxAgeSeconds: 86_400 })
 *
 * user.set(redirect('/'), '7') // set-cookie: __Host-user=7.Yx0…; Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=Lax
 * user.get(request) // '7', or undefined
 * ```
 *
 * A signature shows who made the value. It hides nothing, and does not tell an old value from a new one.
 * @param name a token; with `__Host-` in front browsers take the cookie from this host by https only
 * @throws TypeError for a name or attributes that a browser would ignore, for unknown options, for no or short secrets; `set` for
 *   a value that does not fit
 */
export function cookie(name: string, options: CookieOptions = {}): Cookie {
  expectAttributes('cookie', options, ['secrets'])
  const { secrets, ...attributes } = { path: '/', httpOnly: true, sameSite: 'lax' as const, ...options }
  // What is wrong is to be found where it is written, not at the first visitor.
  formatSetCookie(name, '', attributes)
  const signer = secrets === undefined ? undefined : signerFor(name, secrets)
  return {
    name,
    get(request) {
      const value = cookiesOf(request).get(name)
      return value === undefined || signer === undefined ? value : signer.verify(value)
    },
    set(response, value, more = {}) {
      return withCookie(response, name, signer?.sign(value) ?? value, { ...attributes, ...more })
    },
    delete: (response) => withoutCookie(response, name, attributes),
  }
}
