import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { runUnchecked } from '../test/run.ts'
import type { Running } from '../test/run.ts'
import { ExchangeAborted } from './abort.ts'

type Body = AsyncIterable<string | Uint8Array>

/** A kind of body: makes one that hands out `a` and then never ends, and notes each time that it is closed. */
type Kind = (closed: string[]) => Body

const never = (): Promise<never> => new Promise(() => {})

/** Closing is told by the first of BODY-15 that the kind has. */
const KINDS: ReadonlyArray<[name: string, Kind]> = [
  [
    'a Node stream',
    (closed) => {
      const stream = new Readable({
        read() {},
        destroy: (error, done) => (closed.push('destroy'), done(error)),
      })
      stream.push('a')
      return stream
    },
  ],
  [
    'a web stream',
    (closed) =>
      new ReadableStream({
        start: (controller) => controller.enqueue('a'),
        cancel: () => void closed.push('cancel'),
      }),
  ],
  [
    'an iterable with asyncDispose',
    (closed) => ({
      ...iterable(() => closed.push('return')),
      async [Symbol.asyncDispose]() {
        closed.push('asyncDispose')
      },
    }),
  ],
  ['an iterator with return', (closed) => iterable(() => closed.push('return'))],
]

function iterable(onReturn: () => void): Body {
  let isFirst = true
  return {
    [Symbol.asyncIterator]: () => ({
      next() {
        if (!isFirst) return never()
        isFirst = false
        return Promise.resolve({ done: false as const, value: 'a' })
      },
      async return() {
        onReturn()
        return { done: true as const, value: undefined }
      },
    }),
  }
}

/** Ways for a body to be dropped, each with what it takes to get there. */
const ENDS: ReadonlyArray<[name: string, (body: Body) => Promise<Running> | Running]> = [
  ['HEAD', (body) => runUnchecked(() => answer(body), { method: 'HEAD' })],
  ['a status without content', (body) => runUnchecked(() => answer(body, { status: 204 }))],
  ['a response that breaks a rule', (body) => runUnchecked(() => answer(body, { headers: { 'X-A': 'b' } }))],
  ['an upgrade that is refused', (body) => runUnchecked(() => answer(body, { status: 101 }))],
  [
    'a client that has left before the answer',
    async (body) => {
      const running = runUnchecked(async () => answer(body))
      running.open.abort(left())
      await running.transport.over
      return running
    },
  ],
  [
    'a client that leaves in the middle',
    async (body) => {
      const running = runUnchecked(() => answer(body))
      await turn()
      running.open.abort(left())
      running.open.abort(left())
      return running
    },
  ],
  [
    'a client that ends its side in the middle',
    async (body) => {
      const running = runUnchecked(() => answer(body))
      await turn()
      running.open.clientEnded()
      return running
    },
  ],
  [
    'content beyond its length',
    async (body) => {
      const running = runUnchecked(() => answer(body, { headers: { 'content-length': '0' } }))
      await running.transport.over
      return running
    },
  ],
  [
    'a wire that fails',
    async (body) => {
      const running = runUnchecked(async () => answer(body))
      running.transport.sendHead = () => Promise.reject(new Error('wire'))
      await running.transport.over
      return running
    },
  ],
]

function answer(body: Body, members = {}): object {
  return { status: 200, headers: {}, body, ...members }
}

function left(): ExchangeAborted {
  return new ExchangeAborted('CLIENT_LEFT', 'left')
}

describe.each(KINDS)('%s is closed exactly once (BODY-15, RS3)', (name, make) => {
  it.each(ENDS)('after %s', async (_end, drop) => {
    const closed: string[] = []
    const { transport } = await drop(make(closed))
    await turn()
    expect(closed).toHaveLength(1)
    expect(closed[0]).toBe(name.split(' ').at(-1) === 'stream' ? expectedOf(name) : name.split(' ').at(-1))
    expect(transport.log.at(-1)).toBe('finished')
  })
})

function expectedOf(name: string): string {
  return name === 'a Node stream' ? 'destroy' : 'cancel'
}

describe('a body that is closed', () => {
  it('runs the finally of a generator', async () => {
    const calls: string[] = []
    let give: () => void = () => {}
    async function* body(): AsyncGenerator<string> {
      try {
        yield 'a'
        await new Promise<void>((resolve) => (give = resolve))
        yield 'b'
      } finally {
        calls.push('finally')
      }
    }
    const { open } = runUnchecked(() => answer(body()))
    await turn()
    open.abort(left())
    await turn()
    expect(calls).toEqual([])
    give()
    await turn()
    expect(calls).toEqual(['finally'])
  })

  it('is not closed when it was sent to its end', async () => {
    const closed: string[] = []
    const body = {
      async *[Symbol.asyncIterator]() {
        yield 'a'
      },
      [Symbol.asyncDispose]: () => closed.push('asyncDispose'),
    }
    const { transport } = runUnchecked(() => answer(body))
    await transport.over
    expect(transport.log).toEqual(['head 200 a', 'end', 'finished'])
    expect(closed).toEqual([])
  })

  it('may throw, reject or fail while it closes: nobody hears of it (EXCH-8)', async () => {
    const failing = [
      { ...iterable(() => {}), [Symbol.asyncDispose]: () => Promise.reject(new Error('closing')) },
      {
        ...iterable(() => {}),
        [Symbol.asyncDispose]: () => {
          throw new Error('closing')
        },
      },
      new Readable({ read() {}, destroy: (_error, done) => done(new Error('closing')) }),
      new ReadableStream({ cancel: () => Promise.reject(new Error('closing')) }),
    ]
    for (const body of failing) {
      const { open, transport, reports } = runUnchecked(() => answer(body as Body))
      await turn()
      open.abort(left())
      await turn()
      expect(transport.log.at(-1)).toBe('finished')
      expect(reports).toEqual([])
    }
  })

  it('does not end the process when a Node stream fails before it is read', async () => {
    const stream = new Readable({ read() {} })
    const { transport, reports } = runUnchecked(() => answer(stream))
    stream.destroy(new Error('early'))
    await transport.over
    expect(transport.log).toEqual(['whole 500', 'finished'])
    expect(reports).toEqual([expect.objectContaining({ message: 'early' })])
  })
})
