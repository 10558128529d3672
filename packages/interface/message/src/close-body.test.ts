import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { closeBody } from './close-body.ts'

/** An async iterable with other members, some of them ways to close it. */
function bodyWith(members: object): AsyncIterable<string> {
  return { [Symbol.asyncIterator]: () => ({ next: never }), ...members }
}

const never = async (): Promise<never> => {
  throw new Error('A body that is closed is not read')
}

describe('closeBody (BODY-15)', () => {
  it('does nothing for a buffered body', () => {
    for (const body of [null, '', 'text', new Uint8Array(2), Buffer.from('a')]) {
      expect(() => closeBody(body)).not.toThrow()
    }
  })

  it('destroys a Node stream', () => {
    const stream = Readable.from(['a'])
    closeBody(stream)
    expect(stream.destroyed).toBe(true)
  })

  it('survives a Node stream that fails while it closes', async () => {
    const stream = createReadStream('/does/not/exist')
    const failed = new Promise((resolve) => stream.once('error', resolve))
    closeBody(stream)
    expect(await failed).toMatchObject({ code: 'ENOENT' })

    const stubborn = new Readable({ destroy: (_error, done) => done(new Error('no')) })
    const closed = new Promise((resolve) => stubborn.once('close', resolve))
    closeBody(stubborn)
    await closed
  })

  it('cancels a web stream', () => {
    const cancel = vi.fn<() => void>()
    closeBody(new ReadableStream<Uint8Array>({ cancel }))
    expect(cancel).toHaveBeenCalledOnce()
  })

  it('swallows the refusal of a web stream that somebody else is reading', async () => {
    const stream = new ReadableStream<Uint8Array>()
    const reader = stream.getReader()
    expect(() => closeBody(stream)).not.toThrow()
    await turn() // a rejection that nobody handles would fail the run
    reader.releaseLock()
  })

  it('returns a generator, and so runs its finally', async () => {
    const released = vi.fn<() => void>()
    const body = (async function* () {
      try {
        yield 'a'
        yield 'b'
      } finally {
        released()
      }
    })()
    await body.next()
    closeBody(body)
    await turn()
    expect(released).toHaveBeenCalledOnce()
  })

  it('calls the first it has of destroy, cancel, asyncDispose and return', () => {
    const calls: string[] = []
    const note = (name: string) => () => calls.push(name)
    const iterator = { [Symbol.asyncIterator]: () => ({ next: never, return: note('return') }) }
    const ways = [
      iterator,
      { [Symbol.asyncDispose]: note('asyncDispose') },
      { cancel: note('cancel') },
      { destroy: note('destroy') },
    ]
    let body = {}
    for (const way of ways) closeBody(bodyWith((body = { ...body, ...way })))
    expect(calls).toEqual(['return', 'asyncDispose', 'cancel', 'destroy'])
  })

  it.each([
    ['throws', bodyWith({ destroy: fail })],
    ['rejects', bodyWith({ cancel: async () => fail() })],
    ['cannot be looked at', Object.defineProperty(bodyWith({}), 'destroy', { get: fail })],
    ['has nothing to be closed with', bodyWith({})],
  ])('neither throws nor rejects when the body %s', async (_, body) => {
    expect(() => closeBody(body)).not.toThrow()
    await turn() // a rejection that nobody handles would fail the run
  })
})

function fail(): never {
  throw new Error('no')
}
