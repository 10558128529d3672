import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'

/**
 * The environment of this process, values with one character for each octet, as fields of requests have them.
 * `process.env` takes them for UTF-8, and what is not UTF-8 it loses; where the system tells, the octets are asked for.
 */
export function readEnvironment(): Map<string, string> {
  const variables = new Map<string, string>()
  let octets: ReadonlyMap<string, string> | null = null
  for (const [name, value = ''] of Object.entries(process.env)) {
    if (!isAscii(value)) octets ??= initialEnvironment()
    variables.set(name, isAscii(value) ? value : inOctets(value, octets?.get(name)))
  }
  return variables
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false
  return true
}

/** @param initial what this process was started with, which may have been changed since */
function inOctets(value: string, initial: string | undefined): string {
  const isUnchanged = initial !== undefined && Buffer.from(initial, 'latin1').toString() === value
  return isUnchanged ? initial : Buffer.from(value).toString('latin1')
}

/** What Linux says that the process was started with. */
function initialEnvironment(): Map<string, string> {
  const entries = readFile('/proc/self/environ').split('\0')
  return new Map(
    entries.map((entry) => {
      const equals = entry.indexOf('=')
      return [entry.slice(0, equals), entry.slice(equals + 1)]
    }),
  )
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
