import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { IncomingBody } from './incoming-body.ts'

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** A body, and what its reader did to its source. */
function incoming(): { body: IncomingBody; source: string[] } {
  const source: string[] = []
  return {
    source,
    body: new IncomingBody({ pull: () => source.push('pull'), leave: () => source.push('leave') }),
  }
}

async function readAll(content: AsyncIterable<Uint8Array>): Promise<string[]> {
  const chunks: string[] = []
  for await (const chunk of content) chunks.push(new TextDecoder().decode(chunk))
  return chunks
}

describe('IncomingBody', () => {
  it('hands out what was pushed, then ends', async () => {
    const { body } = incoming()
    body.push(bytes('a'))
    body.push(bytes('b'))
    body.end()
    expect(await readAll(body.content)).toEqual(['a', 'b'])
  })

  it('asks for more only when somebody waits and there is nothing left (BODY-4)', async () => {
    const { body, source } = incoming()
    body.push(bytes('a'))
    const iterator = body.content[Symbol.asyncIterator]()
    expect(source).toEqual([])
    await iterator.next()
    expect(source).toEqual([])
    const second = iterator.next()
    expect(source).toEqual(['pull'])
    body.push(bytes('b'))
    expect((await second).value).toEqual(bytes('b'))
  })

  it('serves several readers of one iterator in order', async () => {
    const { body } = incoming()
    const iterator = body.content[Symbol.asyncIterator]()
    const steps = [iterator.next(), iterator.next(), iterator.next()]
    body.push(bytes('a'))
    body.push(bytes('b'))
    body.end()
    expect((await Promise.all(steps)).map(({ done }) => done)).toEqual([false, false, true])
  })

  it('counts the bytes that wait', async () => {
    const { body } = incoming()
    body.push(bytes('abc'))
    body.push(bytes('de'))
    expect(body.backlog).toBe(5)
    await body.content[Symbol.asyncIterator]().next()
    expect(body.backlog).toBe(2)
  })

  it('can be iterated once; the second time throws (BODY-3, BD7)', async () => {
    const { body } = incoming()
    body.end()
    await readAll(body.content)
    await expect(readAll(body.content)).rejects.toThrow('BODY-3')
  })

  it('throws what made it fail, after what had arrived (BODY-5)', async () => {
    const { body } = incoming()
    const lost = new Error('lost')
    body.push(bytes('a'))
    body.fail(lost)
    const iterator = body.content[Symbol.asyncIterator]()
    expect(await iterator.next()).toEqual({ done: false, value: bytes('a') })
    await expect(iterator.next()).rejects.toBe(lost)
    await expect(iterator.next()).rejects.toBe(lost)
  })

  it('throws it to a reader that waits', async () => {
    const { body } = incoming()
    const reading = readAll(body.content)
    await turn()
    body.fail(new Error('lost'))
    await expect(reading).rejects.toThrow('lost')
  })

  it('is over once: what comes later is ignored', async () => {
    const { body } = incoming()
    body.push(bytes('a'))
    body.end()
    body.fail(new Error('late'))
    body.push(bytes('late'))
    body.end()
    expect(body.isEnded).toBe(true)
    expect(await readAll(body.content)).toEqual(['a'])
  })

  it('may be left early: the rest is for nobody (BODY-6)', async () => {
    const { body, source } = incoming()
    body.push(bytes('a'))
    body.push(bytes('b'))
    for await (const chunk of body.content) {
      expect(chunk).toEqual(bytes('a'))
      break
    }
    expect(source).toEqual(['leave'])
    expect(body.backlog).toBe(0)
    body.push(bytes('c'))
    expect(body.backlog).toBe(0)
  })

  it('ends for a reader that waits when the iterator is returned', async () => {
    const { body, source } = incoming()
    const iterator = body.content[Symbol.asyncIterator]()
    const step = iterator.next()
    await iterator.return!()
    expect((await step).done).toBe(true)
    expect((await iterator.next()).done).toBe(true)
    expect(source).toEqual(['pull', 'leave'])
  })

  it('has nobody to leave when it is complete', async () => {
    const { body, source } = incoming()
    body.push(bytes('a'))
    body.end()
    for await (const _chunk of body.content) break
    expect(source).toEqual([])
  })
})
