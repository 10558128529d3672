/*
 * Protection against forms that other sites send in a visitor's name. What such a form cannot do: say that it comes from here,
 * and repeat what is in a cookie of ours. So browsers have to do both; who sends neither cookie nor origin is no browser,
 * and has nothing that others could use.
 */
import { Buffer } from 'node:buffer'
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { cookie } from '@tsgi/cookies'
import type { Cookie } from '@tsgi/cookies'
import type { HttpRequest, HttpResponse } from '@tsgi/spec'

const BYTES = 32

/** `__Host-`: nobody but this host can set it. Browsers take such names by https only. */
const secureCookie = cookie('__Host-form', { sameSite: 'strict' })
const plainCookie = cookie('form', { sameSite: 'strict' })

/** What a form of this site has to carry. */
export interface FormToken {
  /** For a hidden field: another text for each answer, so that compression tells nothing of it. */
  readonly field: string
  /** Sets the cookie that goes with it, where the client has none. */
  set(response: HttpResponse): HttpResponse
}

/** Makes the token of a form. */
export function formToken(request: HttpRequest): FormToken {
  const known = secretOf(request)
  const secret = known ?? randomBytes(BYTES)
  return {
    field: masked(secret),
    set: (response) =>
      known === undefined ? cookieFor(request).set(response, secret.toString('base64url')) : response,
  }
}

/** Whether a form was sent from a page of this site, or by no browser at all. */
export function isOwnForm(request: HttpRequest, field: string | undefined): boolean {
  const { cookie: cookies, origin, 'sec-fetch-site': site } = request.headers
  if (cookies === undefined && origin === undefined && site === undefined) return true
  return isFromHere(request) && isToken(request, field ?? '')
}

function isFromHere({ headers, scheme, authority }: HttpRequest): boolean {
  const { origin, 'sec-fetch-site': site } = headers
  if (site !== undefined) return site === 'same-origin'
  return origin === undefined || origin === `${scheme}://${authority}`
}

function isToken(request: HttpRequest, field: string): boolean {
  const secret = secretOf(request)
  const bytes = Buffer.from(field, 'base64url')
  if (secret === undefined || bytes.length !== 2 * BYTES) return false
  return timingSafeEqual(xor(bytes.subarray(0, BYTES), bytes.subarray(BYTES)), secret)
}

function masked(secret: Buffer): string {
  const mask = randomBytes(BYTES)
  return Buffer.concat([mask, xor(mask, secret)]).toString('base64url')
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, index) => byte ^ b[index]!))
}

function secretOf(request: HttpRequest): Buffer | undefined {
  const secret = Buffer.from(cookieFor(request).get(request) ?? '', 'base64url')
  return secret.length === BYTES ? secret : undefined
}

function cookieFor({ scheme }: HttpRequest): Cookie {
  return scheme === 'https' ? secureCookie : plainCookie
}
