import { Buffer } from 'node:buffer'
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** What signatures are for. A secret that also serves elsewhere makes no signature there that would count here. */
const PURPOSE = 'tsgi.cookie'
/** SHA-256 in base64url. */
const SIGNATURE_LENGTH = 43
/** Guessing a secret must not be easier than guessing a signature by half; 16 random bytes are enough. */
const LEAST_SECRET_BYTES = 16

/** Signs the values of cookies of one name. */
export interface Signer {
  /** The value with its signature behind a dot. */
  readonly sign: (value: string) => string
  /** The value, when a signature by one of the secrets is behind it; else `undefined`. */
  readonly verify: (signed: string) => string | undefined
}

/**
 * A signer for cookies of one name: HMAC-SHA-256 over purpose, name and value, so that the value of one cookie is none for
 * another.
 * @param secrets the first signs, all verify
 * @throws TypeError for no secrets or short ones
 */
export function signerFor(name: string, secrets: readonly (string | Uint8Array)[]): Signer {
  const keys = readSecrets(secrets)
  const macOf = (key: KeyObject, value: string): string =>
    createHmac('sha256', key).update(`${PURPOSE}\0${name}\0${value}`).digest('base64url')
  return {
    sign: (value) => `${value}.${macOf(keys[0]!, value)}`,
    verify(signed) {
      const dot = signed.length - SIGNATURE_LENGTH - 1
      if (dot < 0 || signed[dot] !== '.') return undefined
      const value = signed.slice(0, dot)
      const given = Buffer.from(signed.slice(dot + 1))
      const isGenuine = keys.some((key) => isEqual(Buffer.from(macOf(key, value)), given))
      return isGenuine ? value : undefined
    },
  }
}

/** As texts: another text that decodes to the same octets is no signature. */
function isEqual(expected: Buffer, given: Buffer): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given)
}

function readSecrets(secrets: readonly (string | Uint8Array)[]): KeyObject[] {
  if (!Array.isArray(secrets) || secrets.length === 0) {
    throw new TypeError('secrets is an array with at least one secret, the newest first')
  }
  return secrets.map((secret: unknown) => {
    const bytes = typeof secret === 'string' ? Buffer.from(secret) : secret
    if (bytes instanceof Uint8Array && bytes.byteLength >= LEAST_SECRET_BYTES) return createSecretKey(bytes)
    throw new TypeError(`Each of secrets is a string or bytes, at least ${LEAST_SECRET_BYTES} bytes long`)
  })
}
