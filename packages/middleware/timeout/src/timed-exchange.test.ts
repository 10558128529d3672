import { text } from '@tsgi/message'
import type { Exchange } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { timeout } from './timeout.ts'

/** Looks at an exchange that was derived, and at the one that it was derived from. */
async function compare(look: (derived: Exchange, outside: Exchange) => void): Promise<void> {
  const caller = client((request) =>
    timeout(1000)(({ exchange }) => {
      look(exchange, request.exchange)
      return text('x')
    })(request),
  )
  expect((await caller.get('/')).status).toBe(200)
  expect(caller.errors).toEqual([])
}

describe('the derived exchange', () => {
  it('has the members and extensions of the one outside, its own signal, and it as its prototype', async () => {
    const extension = Symbol.for('acme.extension')
    await compare((derived, outside) => {
      Object.assign(outside, { [extension]: 1 })
      expect(Object.getPrototypeOf(derived)).toBe(outside)
      expect(derived.server).toBe(outside.server)
      expect(derived[extension]).toBe(1)
      expect([extension in derived, 'upgrade' in derived, 'inform' in derived]).toEqual([true, false, true])
      expect(derived.signal).not.toBe(outside.signal)
      expect(derived.signal).toBe(derived.signal)
    })
  })

  it('keeps to itself what is written to it', async () => {
    const extension = Symbol('acme.mine')
    await compare((derived, outside) => {
      Object.assign(derived, { [extension]: 2 })
      expect([derived[extension], outside[extension]]).toEqual([2, undefined])
      expect(Object.hasOwn(derived, extension)).toBe(true)
    })
  })

  it('can be derived from again, and is found by its services', async () => {
    const finished: string[] = []
    await compare((derived) => {
      const further = Object.create(derived, { inform: { value: undefined } }) as Exchange
      further.onFinish(() => finished.push('further'))
      derived.onFinish(() => finished.push('derived'))
      further.waitUntil(Promise.resolve())
      expect(further.signal).toBe(derived.signal)
    })
    expect(finished).toEqual(['derived', 'further'])
  })
})
