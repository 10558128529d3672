/*
 * Fields that tell browsers what a page is not going to do. All of them are written out when the middleware is made, once for
 * each kind of answer; what is done per answer is a copy, and a nonce where there is one.
 *
 *   security-headers   which answer gets which fields     options, presets, fields   what they are
 *   documents          which answers are documents        nonce                      what changes with each of them
 *   content-security-policy, sources, permissions-policy, …   how values are written, and what is wrong with them
 */
import { andThen, withoutHeader } from '@tsgi/message'
import type { HttpRequest, HttpResponse, Middleware } from '@tsgi/spec'
import { fillIn } from './content-security-policy.ts'
import { isDocument } from './documents.ts'
import type { Fields, FieldSet } from './fields.ts'
import { Nonce, nonceKey } from './nonce.ts'
import { resolveOptions } from './options.ts'
import type { ResolvedOptions, SecurityHeadersOptions } from './options.ts'

/**
 * Middleware that sets security fields on answers, unless the application has set them itself. It belongs outside of what
 * makes answers of errors, and inside of what finds out the scheme behind a proxy.
 *
 * ```ts
 * securityHeaders({ contentSecurityPolicy: { scriptSrc: [csp.self, csp.nonce], imgSrc: [csp.self, 'https://cdn.example.com'] } })
 * ```
 * @throws TypeError for options that are wrong or unknown, down to a source without its quotes
 */
export function securityHeaders(options: SecurityHeadersOptions = {}): Middleware {
  const resolved = resolveOptions(options)

  return (next) => (request) => {
    const passed = resolved.fields.hasNonce ? withNonce(request) : request
    return andThen(next(passed), (response) => secured(resolved, passed, response))
  }
}

function withNonce(request: HttpRequest): HttpRequest {
  return nonceKey.get(request) === undefined ? nonceKey.set(request, new Nonce()) : request
}

function secured(options: ResolvedOptions, request: HttpRequest, response: HttpResponse): HttpResponse {
  if (response.status === 101) return response
  const { documents, others } = request.scheme === 'https' ? options.fields.https : options.fields.http
  const isWhole = options.onEverything ? response.status !== 304 : isDocument(response)
  const cleaned = options.remove.reduce(without, response)
  const fields = filledIn(isWhole ? documents : others, request)
  const headers = new FieldRecord()
  if (options.overwrite) Object.assign(headers, cleaned.headers, fields)
  else Object.assign(headers, fields, cleaned.headers)
  return Object.assign({}, cleaned, { headers })
}

function without(response: HttpResponse, name: string): HttpResponse {
  return response.headers[name] === undefined ? response : withoutHeader(response, name)
}

function filledIn({ fixed, templates }: FieldSet, request: HttpRequest): Fields {
  if (templates.length === 0) return fixed
  const nonce = nonceKey.get(request)!.value
  const fields: Record<string, string> = Object.assign(new FieldRecord(), fixed)
  for (const [name, template] of templates) fields[name] = fillIn(template, nonce)
  return fields
}

/** Fields that inherit nothing. A class, because V8 keeps its instances fast; copying into one is cheap on all versions. */
class FieldRecord {
  [name: string]: string
}
Object.setPrototypeOf(FieldRecord.prototype, null)
Reflect.deleteProperty(FieldRecord.prototype, 'constructor')
