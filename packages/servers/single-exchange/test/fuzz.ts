/*
 * The framers of all gateways against octets that nobody would send, many times:
 *
 *     node packages/protocol/http1/test/fuzz/fuzz.mjs packages/servers/single-exchange/test/fuzz.ts --runs 100000
 *
 * Ends with status 1 and the smallest counterexample; `--seed` repeats a run.
 */
import { parseArgs } from 'node:util'
import * as fc from 'fast-check'
import {
  anyOctets as anyRecordOctets,
  anySplit as anyRecordSplit,
} from '../../fastcgi/test/record-properties.ts'
import { measureHead as measureNetstring, parseHead as parseNetstring } from '../../scgi/src/netstring.ts'
import { measureHead as measurePacket, parseHead as parsePacket } from '../../uwsgi/src/packet.ts'
import type { Framing } from '../src/framing.ts'
import { anyOctets, anySplit } from './framing-properties.ts'

const formatHead = (): string => ''
const SCGI: Framing = { measure: measureNetstring, parse: parseNetstring, formatHead }
const UWSGI: Framing = { measure: measurePacket, parse: parsePacket, formatHead }

const VARIABLES = {
  CONTENT_LENGTH: '5',
  SCGI: '1',
  REQUEST_METHOD: 'POST',
  REQUEST_URI: '/a%2Fb',
  HTTP_HOST: 'a',
}

function netstring(): Buffer {
  const text = Object.entries(VARIABLES)
    .map(([name, value]) => `${name}\0${value}\0`)
    .join('')
  return Buffer.from(`${text.length}:${text},`)
}

function packet(): Buffer {
  const texts = Object.entries(VARIABLES).flat()
  const variables = texts.map((text) => `${String.fromCharCode(text.length)}\0${text}`).join('')
  return Buffer.from(`\0${String.fromCharCode(variables.length)}\0\0${variables}`, 'latin1')
}

const PROPERTIES: ReadonlyMap<string, () => fc.IRawProperty<unknown>> = new Map([
  ['FastCGI, any split', anyRecordSplit],
  ['FastCGI, any octets', anyRecordOctets],
  ['SCGI, any split', () => anySplit(SCGI, netstring())],
  ['SCGI, any octets', () => anyOctets(SCGI, netstring())],
  ['uwsgi, any split', () => anySplit(UWSGI, packet())],
  ['uwsgi, any octets', () => anyOctets(UWSGI, packet())],
] as ReadonlyArray<[string, () => fc.IRawProperty<unknown>]>)

/** @returns the status to end with */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { runs: { type: 'string', default: '100000' }, seed: { type: 'string' } },
  })
  const seed = values.seed === undefined ? Date.now() & 0x7f_ff_ff_ff : Number(values.seed)
  let status = 0
  for (const [name, property] of PROPERTIES) {
    const details = await fc.check(property(), { numRuns: Number(values.runs), seed })
    console.log(
      `${name}: ${details.numRuns} runs, seed ${details.seed}, ${details.failed ? 'FAILED' : 'good'}`,
    )
    if (!details.failed) continue
    status = 1
    console.error(fc.defaultReportMessage(details))
  }
  return status
}
