import { once } from 'node:events'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import { compress } from '@tsgi/compress'
import { client } from '@tsgi/testing'
import { createParser } from 'eventsource-parser'
import type { EventSourceMessage } from 'eventsource-parser'
import { describe, expect, it } from 'vitest'
import { events } from '../src/index.ts'

const DECODERS = { gzip: createGunzip, br: createBrotliDecompress }

describe('under compress', () => {
  it.each(['gzip', 'br'] as const)('each event arrives before the next one is made (%s)', async (coding) => {
    const gates = Array.from({ length: 3 }, makeGate)
    const caller = client(
      compress()((request) =>
        events(request, async function* () {
          for (const [index, gate] of gates.entries()) {
            yield { id: String(index), data: `event ${index}` }
            await gate.promise
          }
        }),
      ),
    )
    const answer = await caller.stream('GET', '/', { headers: { 'accept-encoding': coding } })
    expect(answer.headers['content-encoding']).toBe(coding)

    const decoder = DECODERS[coding]()
    const messages: EventSourceMessage[] = []
    const parser = createParser({ onEvent: (message) => messages.push(message) })
    decoder.on('data', (text: Buffer) => parser.feed(text.toString()))
    const chunks = answer.chunks[Symbol.asyncIterator]()
    for (const [index, gate] of gates.entries()) {
      while (messages.length <= index) {
        const { value } = (await chunks.next()) as { value: Uint8Array }
        decoder.write(value)
        await once(decoder, 'data')
      }
      expect(messages[index]).toMatchObject({ id: String(index), data: `event ${index}` })
      gate.resolve()
    }
    answer.abort()
    decoder.destroy()
    expect(caller.errors).toEqual([])
  })
})

interface Gate {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

function makeGate(): Gate {
  let resolve = (): void => {}
  const promise = new Promise<void>((open) => (resolve = open))
  return { promise, resolve }
}
