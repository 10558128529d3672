/*
 * Which file a path asks for. Only one spelling of each name is served, so that whoever guards a path sees what the file
 * system will be asked for: a name is checked after it was decoded, once, and never changed afterwards.
 */
import { segments } from '@tsgi/message'

/** What a path asks for, below a root. */
export interface Target {
  /** Names from the root on; none: the root itself. All are safe to join to a path. */
  readonly names: readonly string[]
  /** Whether the path ends in a slash, and so asks for a folder. */
  readonly isFolder: boolean
}

/** Which names are served. */
export interface NameRules {
  /** Whether names that start with a dot are; `.well-known` at the top always is (RFC 8615). */
  readonly dotfiles: boolean
}

/**
 * Reads a path.
 * @param path raw path, as in `request.path`
 * @returns `undefined` when nothing can be served under it: it is malformed, an unusual spelling of another path, or has
 *   a name that is refused
 */
export function readPath(path: string, rules: NameRules): Target | undefined {
  if (hasNeedlessEscape(path)) return undefined
  const names = segments(path)
  if (names === undefined) return undefined
  const isFolder = names.at(-1) === ''
  if (isFolder) names.pop()
  return areServed(names, rules) ? { names, isFolder } : undefined
}

/** Whether all names are served, from the root on. */
export function areServed(names: readonly string[], { dotfiles }: NameRules): boolean {
  return names.every(
    (name, index) =>
      isPlainName(name) && (dotfiles || !name.startsWith('.') || (index === 0 && name === '.well-known')),
  )
}

/** Writes names as the one spelling under which they are served. */
export function encodeNames(names: readonly string[]): string {
  return names.map((name) => `/${encodeURIComponent(name)}`).join('')
}

/** A letter, a digit, `-`, `.`, `_` or `~` that is written as an escape: another spelling of the same path (RFC 3986 §2.3). */
function hasNeedlessEscape(path: string): boolean {
  for (let at = path.indexOf('%'); at !== -1; at = path.indexOf('%', at + 1)) {
    if (UNRESERVED.has(path.slice(at + 1, at + 3).toUpperCase())) return true
  }
  return false
}

const UNRESERVED: ReadonlySet<string> = new Set(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'
    .split('')
    .map((character) => character.charCodeAt(0).toString(16).toUpperCase()),
)

/** Devices of Windows, which are there in every folder and with every extension. */
const DEVICES: ReadonlySet<string> = new Set([
  ...['CON', 'PRN', 'AUX', 'NUL', 'CONIN$', 'CONOUT$', 'CLOCK$'],
  ...'0123456789¹²³'.split('').flatMap((digit) => [`COM${digit}`, `LPT${digit}`]),
])

/**
 * Whether a name means one file, on every system: no empty one, no controls, no colon (drives, streams), none of the
 * endings that Windows drops, no device.
 */
function isPlainName(name: string): boolean {
  if (name === '' || name.endsWith('.') || name.endsWith(' ')) return false
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index)
    if (code < 0x20 || code === COLON || (code >= 0x7f && code < 0xa0)) return false
  }
  const dot = name.indexOf('.')
  const stem = (dot === -1 ? name : name.slice(0, dot)).trimEnd().toUpperCase()
  return !DEVICES.has(stem)
}

const COLON = 0x3a
