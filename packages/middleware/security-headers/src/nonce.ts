import { Buffer } from 'node:buffer'
import { randomFillSync } from 'node:crypto'
import { stateKey } from '@tsgi/message'
import type { StateKey } from '@tsgi/message'
import type { HttpRequest } from '@tsgi/spec'

/**
 * The nonce of an answer, for `<script nonce="…">`: 22 letters, digits, `-` and `_`, the same each time it is asked for during
 * one exchange.
 * @param request the request, or what else has its state: a context of Koa inside `toKoaMiddleware`
 * @throws Error when no `securityHeaders` around this application has `csp.nonce` in a policy
 */
export function cspNonce(request: Pick<HttpRequest, 'state'>): string {
  // A key reads the state alone.
  const nonce = nonceKey.get(request as HttpRequest)
  if (nonce !== undefined) return nonce.value
  throw new Error('There is no nonce: no securityHeaders() around this application has csp.nonce in a policy')
}

/** Where the nonce of an exchange is kept. Layers of the same kind share it. */
export const nonceKey: StateKey<Nonce> = stateKey<Nonce>('tsgi.csp-nonce')

/** Made when somebody asks: for JSON nobody does. */
export class Nonce {
  #value: string | undefined

  get value(): string {
    return (this.#value ??= freshNonce())
  }
}

/** CSP 3 §7.1 asks for 128 bits at least. */
const SIZE = 16

/** Random octets are fetched for many nonces at a time, which makes one ten times as cheap. */
const pool = Buffer.alloc(SIZE * 256)
let used = pool.length

function freshNonce(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += SIZE
  return pool.toString('base64url', used - SIZE, used)
}
