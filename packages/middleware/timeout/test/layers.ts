import { compose } from '@tsgi/compose'
import type { Application } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { Client } from '@tsgi/testing'
import { validator } from '@tsgi/validator'
import { timeout } from '../src/index.ts'
import type { TimeoutOptions } from '../src/index.ts'

/** An application that has so much time, with a validator on each side of the limit. What either finds is in `errors`. */
export function within(limit: number | TimeoutOptions, application: Application): Client {
  const violations: unknown[] = []
  const inside = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  const caller = client(compose(timeout(limit), inside)(application))
  return {
    ...caller,
    get errors() {
      return [...caller.errors, ...violations.filter((error) => !caller.errors.includes(error))]
    },
  }
}

/** A promise that is settled by hand. */
export interface Gate<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

/** Makes a promise that is settled by hand. */
export function gate<T>(): Gate<T> {
  let settle: Pick<Gate<T>, 'resolve' | 'reject'>
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }))
  return { promise, ...settle! }
}

/** A promise that nothing settles. */
export function never(): Promise<never> {
  return new Promise(() => {})
}
