import type { HttpResponse } from '@tsgi/spec'
import type { ResolvedOptions } from './options.ts'
import type { ServedFile } from './served-file.ts'

/**
 * Lets the server in front send the files. The answer has no content then, but a field that says which file; conditions,
 * ranges and codings are that server's business. Clients must not reach this application but through it.
 *
 * - `{ field: 'x-accel-redirect', location: '/protected/' }` for nginx with `location /protected/ { internal; alias ROOT/; }`
 * - `{ field: 'x-sendfile' }` for Apache with mod_xsendfile and lighttpd
 */
export type HandOff =
  | { readonly field: 'x-accel-redirect'; readonly location: string }
  | { readonly field: 'x-sendfile' }

/** The field for a file: name and value; `undefined` where the server in front would take it for another. */
export type HandOffField = (file: ServedFile) => readonly [name: string, value: string] | undefined

/** @throws TypeError for another field, a location that is none, or one location for several roots */
export function handOffField(handOff: HandOff, rootCount: number): HandOffField {
  if (handOff.field === 'x-sendfile') return ({ path }) => sendfileField(path.replaceAll('\\', '/'))
  if (handOff.field !== 'x-accel-redirect') throw new TypeError(`Cannot hand off by '${String(handOff)}'`)
  const { location } = handOff
  if (!location.startsWith('/') || !location.endsWith('/')) {
    throw new TypeError(`location starts and ends with a slash, got '${location}'`)
  }
  if (rootCount > 1) throw new TypeError('x-accel-redirect has one location, and so can serve one root')
  return ({ name }) => ['x-accel-redirect', location + encoded(name)]
}

/** lighttpd decodes the path, mod_xsendfile before 1.0 takes it literally: it must be the same either way. */
function sendfileField(path: string): ReturnType<HandOffField> {
  return encoded(path) === path ? ['x-sendfile', path] : undefined
}

/** Answers for the server in front; `undefined`: this file it cannot send. */
export function handOffAnswer(file: ServedFile, options: ResolvedOptions): HttpResponse | undefined {
  const field = options.handOff!(file)
  if (field === undefined) return undefined
  const [name, value] = field
  const cacheControl = options.cacheControl(file)
  return {
    status: 200,
    headers: {
      'content-type': file.type,
      'x-content-type-options': 'nosniff',
      ...(cacheControl !== '' && { 'cache-control': cacheControl }),
      ...options.headers(file),
      [name]: value,
    },
    body: null,
  }
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
