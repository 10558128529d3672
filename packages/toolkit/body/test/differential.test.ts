import { Busboy } from '@fastify/busboy'
import type { HttpRequest } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { readParts } from '../src/index.ts'
import { BOUNDARY, content, field, file, multipart } from './multipart.ts'
import { byteByByte, read } from './read.ts'

/** What a parser makes of content: name, filename, type and content of each part. */
type Seen = Array<readonly [string, string | undefined, string, string]>

async function ours(body: string | Uint8Array | Uint8Array[]): Promise<Seen> {
  return read(async (request: HttpRequest) => {
    const seen: Seen = []
    for await (const part of readParts(request)) {
      const bytes = await part.bytes()
      seen.push([part.name, part.filename, part.type, Buffer.from(bytes).toString('latin1')])
    }
    return seen
  }, multipart(body))
}

/** Fields come at their end, files at their beginning, so files are put where they belong by waiting for both. */
function busboys(body: string | Uint8Array): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const seen: Array<Seen[number] | undefined> = []
    const busboy = new Busboy({
      headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
      isPartAFile: (_name, _type, filename) => filename !== undefined,
      defCharset: 'latin1',
    })
    busboy.on('field', (name, value, _nameTruncated, _valueTruncated, _encoding, type) => {
      seen.push([name, undefined, type.trim(), value])
    })
    busboy.on('file', (name, stream, filename, _encoding, type) => {
      const index = seen.push(undefined) - 1
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on(
        'end',
        () => (seen[index] = [name, filename, type.trim(), Buffer.concat(chunks).toString('latin1')]),
      )
      stream.on('error', () => {})
    })
    busboy.on('finish', () => resolve(seen as Seen))
    busboy.on('error', reject)
    busboy.end(body)
  })
}

describe('beside @fastify/busboy', () => {
  it('finds the same in what clients send', async () => {
    const body = content(
      [field('a'), 'x'],
      [field('größe'), 'größe'],
      [file('f', 'ü.bin', 'application/octet-stream'), '\r\n--x-boundar\r\n\r\n'],
      [file('f', 'C:\\x\\y.txt'), ''],
      [field('empty'), ''],
    )
    const expected = await busboys(body)
    expect(expected).toHaveLength(5)
    expect(await ours(body)).toEqual(expected)
    expect(await ours(byteByByte(body))).toEqual(expected)
  })

  it('finds the same in thousands of mutations, unless they are refused', async () => {
    const whole = Buffer.from(
      content([field('a'), 'one'], [file('f', 'b.bin', 'image/png'), '\r\n-\r\n'], [field('c'), '']),
    )
    const random = generator(7)
    const counts = { same: 0, refused: 0 }
    for (let round = 0; round < 3000; round++) {
      const body = mutated(whole, random)
      const seen = await ours(body).catch(expectRefusal)
      if (seen === undefined) {
        counts.refused++
        continue
      }
      counts.same++
      expect([body.toString('latin1'), seen]).toEqual([body.toString('latin1'), await busboys(body)])
    }
    // Both happen, or nothing was compared.
    expect(counts.same).toBeGreaterThan(500)
    expect(counts.refused).toBeGreaterThan(500)
  })
})

function expectRefusal(error: unknown): undefined {
  expect(error).toMatchObject({ expose: true })
}

/** Numbers from 0 up to a limit, the same ones each time. */
function generator(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

/** Removes, repeats or replaces a few octets somewhere. */
function mutated(whole: Buffer, random: (limit: number) => number): Buffer {
  const at = random(whole.length)
  const length = random(3)
  const octets = [
    '',
    '\r\n',
    '\r',
    '\n',
    '-',
    '--',
    '"',
    ';',
    ':',
    ' ',
    'a',
    '\0',
    `\r\n--${BOUNDARY}`,
    '\\"',
    '=',
  ]
  const put = Buffer.from(octets[random(octets.length)]!)
  return Buffer.concat([whole.subarray(0, at), put, whole.subarray(at + length)])
}
