import { Readable } from 'node:stream'
import { describe, expect, it, vi } from 'vitest'
import { isStreamed, openBody } from './open-body.ts'
import type { StreamedBody } from './open-body.ts'

/** Each gives `'a'` and then waits; `closed` is told how it was closed. */
const PENDING: Readonly<Record<string, (closed: (how: string) => void) => StreamedBody>> = {
  'an iterable': (closed) => {
    let count = 0
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => (count++ === 0 ? Promise.resolve({ done: false, value: 'a' }) : new Promise(() => {})),
        return() {
          closed('return')
          return Promise.resolve({ done: true, value: undefined })
        },
      }),
    }
  },
  'an iterable that is closed otherwise': (closed) =>
    Object.assign(PENDING['an iterable']!(closed), { destroy: () => closed('destroy') }),
  'a stream of the web': (closed) =>
    new ReadableStream(
      {
        pull: (controller) =>
          controller.desiredSize === 1 ? controller.enqueue('a') : new Promise(() => {}),
        cancel: () => closed('cancel'),
      },
      { highWaterMark: 1 },
    ) as StreamedBody,
  'a stream of Node': (closed) => {
    let count = 0
    return new Readable({
      objectMode: true,
      read() {
        if (count++ === 0) this.push('a')
      },
      destroy(_error, done) {
        closed('_destroy')
        done(null)
      },
    })
  },
}

describe('openBody', () => {
  it.each(Object.entries(PENDING))(
    'reads %s, and closes it while a chunk is waited for',
    async (_what, make) => {
      const closed = vi.fn<(how: string) => void>()
      const { next, close } = openBody(make(closed))
      expect(await next()).toEqual({ done: false, value: 'a' })
      void next().catch(() => {})
      close()
      await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce())
    },
  )

  it('lets failures through', async () => {
    const failing = (async function* (): AsyncGenerator<string> {
      yield 'a'
      throw new Error('disk')
    })()
    const { next } = openBody(failing)
    await next()
    await expect(next()).rejects.toThrow('disk')
  })
})

describe('isStreamed', () => {
  it('tells iterables from what is buffered, and from what is no body', () => {
    const bodies = [
      null,
      '',
      'a',
      new Uint8Array(1),
      Readable.from([]),
      new ReadableStream(),
      undefined,
      7,
      {},
      [],
    ]
    expect(bodies.map((body) => isStreamed(body as null))).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
      false,
      false,
      false,
      false,
    ])
  })
})
