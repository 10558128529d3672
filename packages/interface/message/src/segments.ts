/**
 * Decodes a path: the one way for whoever matches, authorises or opens files by it (SPEC PATH-10).
 *
 * Splits at `/` and percent-decodes each segment once, as UTF-8. Empty segments stay: `'/a//b'` is `['a', '', 'b']`,
 * `'/'` is `['']`, and `''` is `[]`.
 * @param path raw path, as in `request.path`
 * @returns the decoded segments; `undefined` when the path is to be refused, with 404 or 400: an escape that is broken
 *   or not UTF-8, a segment that decodes to `.` or `..` or contains `/`, `\` or NUL, or a target that is no path (`*`)
 */
export function segments(path: string): string[] | undefined {
  if (path === '') return []
  if (!path.startsWith('/')) return undefined
  const raw = path.slice(1).split('/')
  const decoded = path.includes('%') ? raw.map(percentDecoded) : raw
  return decoded.every(isSafe) ? decoded : undefined
}

function percentDecoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

function isSafe(segment: string | undefined): segment is string {
  if (segment === undefined || segment === '.' || segment === '..') return false
  return !segment.includes('/') && !segment.includes('\\') && !segment.includes('\0')
}
