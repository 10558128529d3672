import type { HttpRequest, HttpResponse } from '@tsgi/spec'
import { CODINGS, LEVELS, coderOf, isAvailable } from './codings.ts'
import type { Coder, Coding } from './codings.ts'
import { isCompressible } from './compressible.ts'
import { codingPreference } from './preference.ts'
import type { Preference } from './preference.ts'

/** How to compress. */
export interface CompressOptions {
  /**
   * Codings, best first among those that a client likes equally well. Those that the running Node does not have (zstd
   * before 22.15) are left out. Default `['br', 'zstd', 'gzip', 'deflate']`.
   */
  codings?: readonly Coding[]
  /**
   * Effort by coding: `br` 0–11, `zstd` 1–19, `gzip` and `deflate` 1–9. Default `{ br: 4, zstd: 3, gzip: 6, deflate: 6 }`,
   * for content that is made anew each time; the highest ones are for files that are compressed once.
   */
  levels?: Readonly<Partial<Record<Coding, number>>>
  /** Octets below which content is sent as it is, where its length is known. Default 1024. */
  threshold?: number
  /** Whether content is worth compressing. Default: by its type, see `isCompressible`. */
  compressible?: (response: HttpResponse, request: HttpRequest) => boolean
}

/** Options, checked, with all defaults filled in. */
export interface ResolvedOptions {
  readonly coders: Readonly<Record<Coding, Coder>>
  readonly preferenceOf: (acceptEncoding: string | undefined) => Preference
  readonly threshold: number
  readonly compressible: (response: HttpResponse, request: HttpRequest) => boolean
}

const NAMES: ReadonlySet<string> = new Set<keyof CompressOptions>([
  ...(['codings', 'levels', 'threshold', 'compressible'] as const),
])

/**
 * Checks options once.
 * @throws TypeError that names the option, what came and what was expected
 */
export function resolveOptions(options: CompressOptions): ResolvedOptions {
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of compress()`)
  const { codings = CODINGS, levels = {}, threshold = 1024, compressible = byType } = options
  if (!(Number.isSafeInteger(threshold) && threshold >= 0))
    throw new TypeError(`threshold is a whole number of octets from 0, got ${String(threshold)}`)
  if (typeof compressible !== 'function')
    throw new TypeError(`compressible is a function, got ${typeof compressible}`)
  assertCodings('codings', codings)
  assertCodings('levels', Object.keys(levels))
  const coder = (coding: Coding): Coder => coderOf(coding, checkedLevel(coding, levels[coding]))
  return {
    coders: { br: coder('br'), zstd: coder('zstd'), gzip: coder('gzip'), deflate: coder('deflate') },
    preferenceOf: codingPreference(codings.filter(isAvailable)),
    threshold,
    compressible,
  }
}

function byType({ headers }: HttpResponse): boolean {
  const type = headers['content-type']
  return typeof type === 'string' && isCompressible(type)
}

function assertCodings(option: string, names: readonly string[]): void {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- not everybody has types
  if (!Array.isArray(names)) throw new TypeError(`${option} is a list of codings, got ${typeof names}`)
  const unknown = names.find((name) => !(CODINGS as readonly string[]).includes(name))
  if (unknown !== undefined) throw new TypeError(`${option} has ${CODINGS.join(', ')}; got '${unknown}'`)
}

function checkedLevel(coding: Coding, level: number | undefined): number {
  const { usual, least, most } = LEVELS[coding]
  if (level === undefined) return usual
  if (Number.isInteger(level) && level >= least && level <= most) return level
  throw new TypeError(`levels.${coding} is a whole number from ${least} to ${most}, got ${String(level)}`)
}
