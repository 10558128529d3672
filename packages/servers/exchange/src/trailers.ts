import { checkHeaders } from './check-headers.ts'
import { ResponseError } from './response-error.ts'

/** Fields that frame, route or authorise, which a trailer section cannot have (RFC 9110 §6.5.1). */
const FORBIDDEN = new Set([
  'age',
  'authorization',
  'cache-control',
  'connection',
  'cookie',
  'date',
  'expect',
  'expires',
  'host',
  'keep-alive',
  'location',
  'max-forwards',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'range',
  'retry-after',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'vary',
  'www-authenticate',
])

/**
 * Checks what `response.trailers` gave (SPEC TRAIL-2).
 * @throws ResponseError
 */
export function checkTrailers(fields: unknown): void {
  checkHeaders(fields)
  for (const [name, value] of Object.entries(fields as Record<string, unknown>)) {
    if (typeof value !== 'string') throw new ResponseError('TRAIL-2', `Trailer ${name} is a string`)
    if (FORBIDDEN.has(name) || name.startsWith('content-')) {
      throw new ResponseError('TRAIL-2', `${name} cannot be a trailer`)
    }
  }
}
