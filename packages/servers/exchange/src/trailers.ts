import { CONNECTION_FIELDS } from '@tsgi/fields/connection'
import type { HttpResponse } from '@tsgi/spec'
import { checkHeaders } from './check-headers.ts'
import { ResponseError } from './response-error.ts'

/** Fields that frame, route, authorise or tell how to read the content: behind it they come too late (RFC 9110 §6.5.1). */
const FORBIDDEN = new Set([
  ...CONNECTION_FIELDS,
  ...['content-encoding', 'content-length', 'content-range', 'content-type'],
  ...['expect', 'host', 'location', 'max-forwards', 'range', 'retry-after'],
  ...['age', 'cache-control', 'date', 'expires', 'vary', 'cookie', 'set-cookie'],
  ...['authorization', 'proxy-authenticate', 'proxy-authorization', 'www-authenticate'],
])

/**
 * Asks a response for its trailers, and checks them.
 * @throws ResponseError
 */
export async function readTrailers(
  trailers: NonNullable<HttpResponse['trailers']>,
): Promise<Record<string, string>> {
  const fields = await trailers()
  checkTrailers(fields)
  return { ...fields }
}

/**
 * Checks what `response.trailers` gave (SPEC TRAIL-2).
 * @throws ResponseError
 */
export function checkTrailers(fields: unknown): void {
  checkHeaders(fields)
  for (const [name, value] of Object.entries(fields as Record<string, unknown>)) {
    if (typeof value !== 'string') throw new ResponseError('TRAIL-2', `Trailer ${name} is a string`)
    if (FORBIDDEN.has(name)) {
      throw new ResponseError('TRAIL-2', `${name} cannot be a trailer`)
    }
  }
}
