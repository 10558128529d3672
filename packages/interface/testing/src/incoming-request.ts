import { Buffer } from 'node:buffer'
import type { IncomingRequest } from '@tsgi/exchange'
import { splitList } from '@tsgi/fields/list'
import type { Address } from '@tsgi/spec'
import { multipartContent, urlencodedContent } from './form-content.ts'
import type { FormFields, MultipartFields } from './form-content.ts'

/** A piece of content to send: bytes, or text that is sent as UTF-8. */
export type UploadChunk = string | Uint8Array

/** What to send besides method and target. */
export interface RequestInit {
  /** Fields; names in any case. `host` is `localhost` unless given; `content-length` is added for whole bodies. */
  headers?: Readonly<Record<string, string>>
  /** Content, whole or in chunks. Chunks are sent one by one, when the application asks for them. */
  body?: UploadChunk | Iterable<UploadChunk> | AsyncIterable<UploadChunk> | null
  /** A value to send as JSON, instead of `body`. */
  json?: unknown
  /** Fields to send as a form without files (`application/x-www-form-urlencoded`), instead of `body`. */
  form?: FormFields
  /** Fields and files to send as a form with files (`multipart/form-data`), instead of `body`. */
  multipart?: MultipartFields
  /** Aborts the exchange, as a client does that closes its connection. */
  signal?: AbortSignal
  /** Scheme of the request. Default `'http'`. */
  scheme?: string
  /** Version of the request. Default `'1.1'`. */
  httpVersion?: string
  /** The client's address. Default 127.0.0.1, port 50000. */
  remote?: Address | null
}

const LOCAL: Address = Object.freeze({ address: '127.0.0.1', port: 50_000 })

/**
 * The request that a server would have read; its body is still to be attached.
 * @throws TypeError for a target that does not start with `/`
 */
export function incomingRequest(method: string, target: string, init: RequestInit): IncomingRequest {
  if (!target.startsWith('/') && target !== '*')
    throw new TypeError(`A target starts with '/', got '${target}'`)
  const [path = '', ...rest] = target.split('?')
  const headers = requestHeaders(init)
  return {
    method,
    scheme: init.scheme ?? 'http',
    authority: headers['host'] ?? 'localhost',
    basePath: '',
    path,
    query: rest.join('?'),
    httpVersion: init.httpVersion ?? '1.1',
    headers,
    remote: init.remote === undefined ? LOCAL : init.remote,
    body: null,
    ...upgradeOf(headers, init.httpVersion ?? '1.1'),
  }
}

/** Fields as a server hands them over: lower-case names, nothing inherited (SPEC HEAD-3), framing as it was sent. */
function requestHeaders(init: RequestInit): IncomingRequest['headers'] {
  const headers = Object.create(null) as Record<string, string>
  headers['host'] = 'localhost'
  for (const [name, value] of Object.entries(init.headers ?? {})) headers[name.toLowerCase()] = value
  const body = contentOf(init)
  if (body === null || headers['content-length'] !== undefined) return headers
  if (!isWhole(body)) headers['transfer-encoding'] = 'chunked'
  else if (body.length > 0) headers['content-length'] = String(Buffer.byteLength(body))
  return headers
}

/** The same with the content made of `json`, `form` or `multipart`, and its type unless the fields have one. */
export function withContent({ json, form, multipart, ...init }: RequestInit): RequestInit {
  const made =
    json !== undefined
      ? { type: 'application/json', content: JSON.stringify(json) }
      : form !== undefined
        ? urlencodedContent(form)
        : multipart && multipartContent(multipart)
  if (made === undefined) return init
  return { ...init, headers: { 'content-type': made.type, ...init.headers }, body: made.content }
}

/** The content to send; `null`: none. */
export function contentOf({ body }: RequestInit): NonNullable<RequestInit['body']> | null {
  return body ?? null
}

/** Whether content is there as a whole. */
export function isWhole(body: NonNullable<RequestInit['body']>): body is UploadChunk {
  return typeof body === 'string' || body instanceof Uint8Array
}

/** The offers that an application can take: on HTTP/1.1, and not another version of HTTP (SPEC UPGR-1, UPGR-4). */
function upgradeOf(
  headers: IncomingRequest['headers'],
  httpVersion: string,
): Pick<IncomingRequest, 'upgrade'> {
  const { upgrade, connection } = headers
  const isOffered = httpVersion === '1.1' && /\bupgrade\b/i.test(connection ?? '')
  const offers = isOffered ? (splitList(upgrade ?? '') ?? []) : []
  const taken = offers.filter((name) => name.toLowerCase() !== 'h2c')
  return taken.length === 0 ? {} : { upgrade: taken }
}
