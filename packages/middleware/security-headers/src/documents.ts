import type { HttpResponse } from '@tsgi/spec'

const PASSIVE_TYPES = new Set([
  'application/json',
  'application/octet-stream',
  'application/wasm',
  'application/x-ndjson',
  'application/zip',
  'text/css',
  'text/csv',
  'text/event-stream',
])
const PASSIVE_GROUPS = new Set(['audio', 'font', 'image', 'video'])

/**
 * Whether a browser may make a document or a worker of a response. It may of anything that is not known to be passive: of
 * HTML, but also of SVG, XML, PDF, scripts (as workers), plain text and what has no type.
 *
 * A 304 brings no document either, but its fields replace those of the one in the cache, whose scripts have another nonce.
 */
export function isDocument({ status, headers }: HttpResponse): boolean {
  if (status === 304 || status === 204 || status === 205) return false
  const type = headers['content-type']
  if (typeof type !== 'string' || type.startsWith('text/html')) return true
  const end = type.indexOf(';')
  const essence = (end === -1 ? type : type.slice(0, end)).trim().toLowerCase()
  if (essence === 'image/svg+xml') return true
  const isPassive =
    PASSIVE_TYPES.has(essence) ||
    PASSIVE_GROUPS.has(essence.slice(0, essence.indexOf('/'))) ||
    essence.endsWith('+json')
  return !isPassive
}
