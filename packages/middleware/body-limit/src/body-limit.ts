/*
 * Content that announces too great a length is refused before the application is called; all other content is counted on its way,
 * also where a length was announced: middleware further out may have changed what it says. Nothing is read that nobody asks
 * for, so the client sends at most what servers take in advance.
 */
import type { HttpRequest, Middleware } from '@tsgi/spec'
import { BodyLimitError } from './body-limit-error.ts'
import type { ByteSize } from './byte-size.ts'
import { LimitedBody } from './limited-body.ts'
import { resolveOptions } from './options.ts'
import type { BodyLimitOptions, ResolvedOptions } from './options.ts'

/**
 * Middleware that limits the content of requests.
 *
 * ```ts
 * bodyLimit('100kb')
 * bodyLimit({ maxBytes: ({ path }) => (path === '/upload' ? '50mb' : '100kb') })
 * ```
 *
 * It throws a {@link BodyLimitError}, or lets the body of the request throw it: servers answer it with 413 unless an
 * application handles it.
 * @param limit most bytes of content, or options. Default 1 MiB
 * @throws TypeError for options that are wrong or unknown
 * @see RFC 9110 §15.5.14, §15.5.12
 */
export function bodyLimit(limit: ByteSize | BodyLimitOptions = {}): Middleware {
  const options = resolveOptions(limit)
  return (next) => (request) => next(request.body === null ? request : limited(request, options))
}

function limited(request: HttpRequest, options: ResolvedOptions): HttpRequest {
  const maxBytes = options.maxBytesOf(request)
  const { body, headers } = request
  const announced = headers['content-length']
  if (announced === undefined && options.refusesUnknownLength)
    throw new BodyLimitError('BODY_LENGTH_REQUIRED', 'There is content without content-length: announce it')
  if (Number(announced) > maxBytes)
    throw new BodyLimitError(
      'BODY_TOO_LARGE',
      `content-length is ${announced}, at most ${maxBytes} bytes are taken`,
    )
  return { ...request, body: new LimitedBody(body!, maxBytes) }
}
