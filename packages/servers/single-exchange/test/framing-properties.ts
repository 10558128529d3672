/* What holds for any framing, whatever comes in whatever pieces: for tests with few runs, and for fuzz.ts with many. */
import assert from 'node:assert/strict'
import { VariablesReader, requestFromReader } from '@tsgi/cgi-variables'
import type { RequestFromVariables } from '@tsgi/cgi-variables'
import type { Framing } from '@tsgi/single-exchange'
import * as fc from 'fast-check'
import { HeadReader } from '../src/head-reader.ts'

/** More than any of these heads has. */
const LIMIT = 65_536

/** A head, with content behind it, is the same request wherever it is cut. */
export function anySplit(framing: Framing, head: Uint8Array): fc.IPropertyWithHooks<[number[]]> {
  const message = Buffer.concat([head, Buffer.from('hello')])
  const cut = fc.integer({ min: 1, max: message.length })
  return fc.property(fc.array(cut, { maxLength: 10 }), (cuts) => {
    const ends = [...new Set([...cuts, message.length])].toSorted((one, other) => one - other)
    assert.deepEqual(readPieces(framing, message, ends), [requestOf(framing, head), 'hello'])
  })
}

/** What any octets are: a head that is a request, an incomplete one, or refused with an error that says so. */
export function anyOctets(framing: Framing, head: Uint8Array): fc.IPropertyWithHooks<[Uint8Array]> {
  const mutated = fc.tuple(fc.nat(head.length - 1), fc.nat(255)).map(([at, octet]) => {
    const bytes = Uint8Array.from(head)
    bytes[at] = octet
    return bytes
  })
  return fc.property(fc.oneof(mutated, fc.uint8Array()), (bytes) => {
    assert.ok([undefined, 'PeerError', 'VariablesError'].includes(refusal(framing, bytes)))
  })
}

/** Name of the error that octets lead to. */
function refusal(framing: Framing, bytes: Uint8Array): string | undefined {
  try {
    const end = framing.measure(bytes, 0, bytes.length, LIMIT)
    if (end > 0 && end <= bytes.length) requestOf(framing, bytes.subarray(0, end))
    return undefined
  } catch (error) {
    return (error as Error).name
  }
}

/** The request of a head, and what came behind it. */
function readPieces(
  framing: Framing,
  message: Buffer,
  ends: readonly number[],
): [RequestFromVariables, string] {
  const reader = new HeadReader(framing, LIMIT)
  let at = 0
  let rest = ''
  let isRead = false
  for (const end of ends) {
    const piece = Buffer.from(message.subarray(at, end))
    const after = isRead ? 0 : reader.read(piece, piece.length)
    if (after >= 0) {
      isRead = true
      rest += piece.subarray(after).toString('latin1')
    }
    at = end
  }
  return [reader.request(), rest]
}

function requestOf(framing: Framing, head: Uint8Array): RequestFromVariables {
  const variables = new VariablesReader()
  framing.parse(head, 0, head.length, variables)
  return requestFromReader(variables)
}
