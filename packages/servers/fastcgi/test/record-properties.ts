/* What holds for any records, in whatever pieces they come: for tests with few runs, and for the fuzzer with many. */
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import * as fc from 'fast-check'
import { FastcgiError } from '../src/fastcgi-error.ts'
import { RecordReader } from '../src/record-reader.ts'
import type { RecordHandler } from '../src/record-reader.ts'
import { begin, record } from './records.ts'

const splits = fc.array(fc.nat(4000), { maxLength: 12 })

/** Any split of the octets gives the same records. */
export function anySplit(): fc.IPropertyWithHooks<[Buffer[], number[]]> {
  return fc.property(fc.array(anyRecord(), { maxLength: 8 }), splits, (records, at) => {
    const bytes = Buffer.concat(records)
    assert.deepEqual(told(pieces(bytes, at)), told([bytes]))
  })
}

/** Any octets, split anywhere, give the same records or the same error, and nothing else. */
export function anyOctets(): fc.IPropertyWithHooks<[[Buffer[], Uint8Array], number[]]> {
  const noise = fc.tuple(fc.array(anyRecord(), { maxLength: 3 }), fc.uint8Array({ maxLength: 60 }))
  return fc.property(noise, splits, ([records, rest], at) => {
    const bytes = Buffer.concat([...records, rest])
    const whole = told([bytes])
    assert.deepEqual(told(pieces(bytes, at)), whole)
    assert.deepEqual(told([...bytes].map((octet) => Buffer.from([octet]))), whole)
  })
}

function anyRecord(): fc.Arbitrary<Buffer> {
  const content = fc.uint8Array({ maxLength: 40 })
  const padding = fc.nat(255)
  const id = fc.integer({ min: 1, max: 65_535 })
  return fc.oneof(
    fc.tuple(id, fc.nat(255), fc.nat(4)).map(([i, flags, role]) => begin(i, flags, role)),
    fc.tuple(fc.constantFrom(2, 4, 5), id, content, padding).map(([type, i, c, p]) => record(type, i, c, p)),
    fc.tuple(fc.constantFrom(0, 9, 11, 200), content, padding).map(([type, c, p]) => record(type, 0, c, p)),
  )
}

function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [0, ...[...cuts].sort((a, b) => a - b).map((cut) => cut % (bytes.length + 1)), bytes.length]
  const sorted = at.sort((a, b) => a - b)
  return sorted.slice(1).map((to, i) => bytes.subarray(sorted[i], to))
}

/** What a reader tells of octets, in the pieces in which they come; streams are put together again. */
function told(parts: readonly Uint8Array[]): unknown[] {
  const events: Array<[name: string, ...rest: unknown[]]> = []
  const add = (name: string, id: number, bytes: Uint8Array, from: number, to: number): void => {
    const text = Buffer.from(bytes.subarray(from, to)).toString('latin1')
    const last = events.at(-1)
    if (last?.[0] === name && last[1] === id) last[2] = String(last[2]) + text
    else events.push([name, id, text])
  }
  const handler: RecordHandler = {
    begin: (id, role, flags) => events.push(['begin', id, role, flags]),
    abort: (id) => events.push(['abort', id]),
    params: (id, bytes, from, to) => add('params', id, bytes, from, to),
    paramsEnd: (id) => events.push(['paramsEnd', id]),
    stdin: (id, bytes, from, to) => add('stdin', id, bytes, from, to),
    stdinEnd: (id) => events.push(['stdinEnd', id]),
    getValues: (bytes) => events.push(['getValues', Buffer.from(bytes).toString('latin1')]),
    unknownType: (type) => events.push(['unknownType', type]),
  }
  const reader = new RecordReader(handler)
  try {
    for (const piece of parts) {
      // The reader gets a buffer that is used again, and its octets somewhere in it.
      const shared = Buffer.concat([Buffer.alloc(3, 0xee), piece, Buffer.alloc(3, 0xee)])
      const end = 3 + piece.length
      for (let at = 3; at < end;) at = reader.take(shared, at, end)
      shared.fill(0)
    }
  } catch (error) {
    if (!(error instanceof FastcgiError)) throw error
    events.push(['error', error.code])
  }
  return events
}
