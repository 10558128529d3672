import { Buffer } from 'node:buffer'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Framing } from './framing.ts'
import { HeadReader } from './head-reader.ts'

/** A head is its own length as one octet, and as many octets. */
const framing: Framing = {
  measure: (bytes, at, end) => (at < end ? 1 + bytes[at]! : 0),
  parse: (bytes, at, end, variables) =>
    variables.add('HTTP_HEAD', Buffer.from(bytes.slice(at + 1, end)).toString('latin1')),
  formatHead: () => '',
}

const MESSAGE = Buffer.from('\u0005helloworld', 'latin1')

describe('a head', () => {
  it('is read in whatever pieces it comes, and nothing of what follows is', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: MESSAGE.length }), { maxLength: 8 }), (cuts) => {
        const reader = new HeadReader(framing, 100)
        const ends = [...new Set(cuts), MESSAGE.length].toSorted((one, other) => one - other)
        let at = 0
        let rest = ''
        for (const end of ends) {
          const piece = MESSAGE.subarray(at, end)
          const after =
            reader.variables.headers['head'] === undefined ? reader.read(Buffer.from(piece), piece.length) : 0
          if (after >= 0) rest += piece.subarray(after).toString('latin1')
          at = end
        }
        expect([reader.variables.headers['head'], rest]).toEqual(['hello', 'world'])
      }),
    )
  })

  it('takes no room that its length asks for (GW4)', () => {
    let asked = 0
    const reader = new HeadReader({ ...framing, measure: () => (asked++, 1_000_000_000) }, 0)
    expect(reader.read(new Uint8Array(10), 10)).toBe(-1)
    expect([reader.hasBegun, asked]).toEqual([true, 1])
  })
})
