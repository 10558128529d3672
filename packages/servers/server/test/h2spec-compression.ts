/* Cases of h2spec on RFC 7541: what compresses fields. */
import { Buffer } from 'node:buffer'
import { REQUEST, fieldBlock } from './frames.ts'
import { headers } from './h2spec-frames.ts'
import { ANSWER, connectionError } from './h2spec-judge.ts'
import type { Case, Section } from './h2spec-judge.ts'

const REQUEST_BLOCK = fieldBlock(...REQUEST)

/** String literals (RFC 7541 §5.2): as they are, and in Huffman code. */
const USER_AGENT = '0a757365722d6167656e74'
const USER_AGENT_CODED = '87b505b161cc5a93'
const TEST_NAME = '06782d74657374'
const TEST_NAME_CODED = '85f2b24a84ff'
const H2SPEC = '06683273706563'
const H2SPEC_CODED = '849c48aca4'

/** A request with these octets, in hexadecimal, behind its fields. */
function behind(...octets: string[]): Pick<Case, 'steps'> {
  return withBlock(REQUEST_BLOCK, Buffer.from(octets.join(''), 'hex'))
}

/** A request with these octets before its fields. */
function before(octets: string): Pick<Case, 'steps'> {
  return withBlock(Buffer.from(octets, 'hex'), REQUEST_BLOCK)
}

function withBlock(...parts: Uint8Array[]): Pick<Case, 'steps'> {
  return { steps: [headers({ block: Buffer.concat(parts) })] }
}

const BROKEN: Pick<Case, 'accepts'> = { accepts: connectionError('COMPRESSION_ERROR') }
const TAKEN: Pick<Case, 'accepts'> = { accepts: ANSWER }

export const COMPRESSION: readonly Section[] = [
  {
    heading: 'RFC 7541 §2.3.3 Index Address Space',
    cases: [
      { id: 'hpack/2.3.3/1', name: 'refuses an index beyond both tables', ...behind('c6'), ...BROKEN },
      { id: 'hpack/2.3.3/2', name: 'refuses it as a name', ...behind('7f0700'), ...BROKEN },
    ],
  },
  {
    heading: 'RFC 7541 §4.2 Maximum Table Size',
    cases: [
      { id: 'hpack/4.2/1', name: 'refuses a size behind a field', ...behind('21'), ...BROKEN },
      {
        id: 'generic/5/15',
        name: 'takes two sizes before the fields',
        ...before('3f613fe11f'),
        ...TAKEN,
      },
    ],
  },
  {
    heading: 'RFC 7541 §5.2 String Literal Representation',
    cases: [
      {
        id: 'hpack/5.2/1',
        name: 'refuses padding of more than seven bits',
        ...behind('00', TEST_NAME_CODED, '8449509fff'),
        ...BROKEN,
      },
      {
        id: 'hpack/5.2/2',
        name: 'refuses padding with zeros',
        ...behind('00', TEST_NAME_CODED, '83495090'),
        ...BROKEN,
      },
      {
        id: 'hpack/5.2/3',
        name: 'refuses the end of a string within one',
        ...behind('00', TEST_NAME_CODED, '874951fffffffa7f'),
        ...BROKEN,
      },
    ],
  },
  {
    heading: 'RFC 7541 §6.1 Indexed Header Field Representation',
    cases: [
      { id: 'generic/5/1', name: 'takes one', ...behind('ba'), ...TAKEN },
      { id: 'hpack/6.1/1', name: 'refuses index 0', ...behind('80'), ...BROKEN },
    ],
  },
  {
    heading: 'RFC 7541 §6.2.1 Literal Header Field with Incremental Indexing',
    cases: [
      {
        id: 'generic/5/2',
        name: 'takes a known name, coded',
        ...behind('40', USER_AGENT_CODED, H2SPEC_CODED),
        ...TAKEN,
      },
      { id: 'generic/5/3', name: 'takes a known name', ...behind('40', USER_AGENT, H2SPEC), ...TAKEN },
      { id: 'generic/5/4', name: 'takes a new name', ...behind('40', TEST_NAME, H2SPEC), ...TAKEN },
      {
        id: 'generic/5/5',
        name: 'takes a new name, coded',
        ...behind('40', TEST_NAME_CODED, H2SPEC_CODED),
        ...TAKEN,
      },
    ],
  },
  {
    heading: 'RFC 7541 §6.2.2 Literal Header Field without Indexing',
    cases: [
      { id: 'generic/5/6', name: 'takes a known name', ...behind('00', USER_AGENT, H2SPEC), ...TAKEN },
      {
        id: 'generic/5/7',
        name: 'takes a known name, coded',
        ...behind('00', USER_AGENT_CODED, H2SPEC_CODED),
        ...TAKEN,
      },
      { id: 'generic/5/8', name: 'takes a new name', ...behind('00', TEST_NAME, H2SPEC), ...TAKEN },
      {
        id: 'generic/5/9',
        name: 'takes a new name, coded',
        ...behind('00', TEST_NAME_CODED, H2SPEC_CODED),
        ...TAKEN,
      },
    ],
  },
  {
    heading: 'RFC 7541 §6.2.3 Literal Header Field Never Indexed',
    cases: [
      { id: 'generic/5/10', name: 'takes a known name', ...behind('10', USER_AGENT, H2SPEC), ...TAKEN },
      {
        id: 'generic/5/11',
        name: 'takes a known name, coded',
        ...behind('10', USER_AGENT_CODED, H2SPEC_CODED),
        ...TAKEN,
      },
      { id: 'generic/5/12', name: 'takes a new name', ...behind('10', TEST_NAME, H2SPEC), ...TAKEN },
      {
        id: 'generic/5/13',
        name: 'takes a new name, coded',
        ...behind('10', TEST_NAME_CODED, H2SPEC_CODED),
        ...TAKEN,
      },
    ],
  },
  {
    heading: 'RFC 7541 §6.3 Dynamic Table Size Update',
    cases: [
      { id: 'generic/5/14', name: 'takes a smaller one', ...before('3f61'), ...TAKEN },
      // 4097: one more than the table has unless the server says otherwise.
      { id: 'hpack/6.3/1', name: 'refuses one beyond the limit', ...before('3fe21f'), ...BROKEN },
    ],
  },
]
