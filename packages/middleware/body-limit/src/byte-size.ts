/**
 * A number of bytes, or text with a unit as in Express: `'512b'`, `'100kb'`, `'1mb'`, `'2gb'`, where a kb is 1024 bytes.
 * `Infinity` is no limit.
 */
export type ByteSize = number | `${number}${Unit}`

type Unit = 'b' | 'kb' | 'mb' | 'gb'

const UNITS: Readonly<Record<Unit, number>> = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }

/**
 * Reads a size. Strictly: a parser that skips what it does not know takes `'1m'` for one byte.
 * @param name of the option, for the message
 * @throws TypeError when it is no size
 */
export function parseByteSize(name: string, size: unknown): number {
  const bytes = typeof size === 'string' ? fromText(size) : size
  if (typeof bytes === 'number' && (isCount(bytes) || bytes === Infinity)) return bytes
  const got = typeof size === 'string' ? `'${size}'` : String(size)
  throw new TypeError(`${name} is a whole number of bytes, or text such as '100kb', '1mb', '1gb': got ${got}`)
}

function fromText(text: string): number | undefined {
  const match = /^([0-9]{1,15})(b|kb|mb|gb)$/.exec(text)
  return match === null ? undefined : Number(match[1]) * UNITS[match[2] as Unit]
}

function isCount(bytes: number): boolean {
  return Number.isSafeInteger(bytes) && bytes >= 0
}
