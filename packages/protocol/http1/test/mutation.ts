import { Buffer } from 'node:buffer'
import { CORPUS } from './corpus.ts'
import { composed, tellingOctet } from './grammar.ts'
import { pick } from './random.ts'
import type { Random } from './random.ts'

/** How many requests a fuzz test makes up: `FUZZ_RUNS`, or a number that takes seconds. */
export function fuzzRuns(byDefault: number): number {
  return Number(process.env['FUZZ_RUNS'] ?? byDefault)
}

/** Requests of the corpus or of the grammar, one behind the other, with up to four mistakes. */
export function mutant(random: Random): Buffer {
  let bytes = origin(random)
  for (let more = random(8); more > 4; more--) bytes = Buffer.concat([bytes, origin(random)])
  for (let mistakes = random(random(2) === 0 ? 2 : 5); mistakes > 0; mistakes--)
    bytes = pick(MISTAKES, random)(bytes, random)
  return bytes
}

function origin(random: Random): Buffer {
  return random(4) > 0 ? composed(random) : pick(CORPUS, random).bytes
}

/** The same bytes in up to four pieces, some of them perhaps empty. */
export function pieces(bytes: Buffer, random: Random): Buffer[] {
  const cuts = Array.from({ length: 1 + random(3) }, () => random(bytes.length + 1)).toSorted((a, b) => a - b)
  return [...cuts, bytes.length].map((cut, i) => bytes.subarray(cuts[i - 1] ?? 0, cut))
}

type Mistake = (bytes: Buffer, random: Random) => Buffer

const MISTAKES: readonly Mistake[] = [
  function flipBit(bytes, random) {
    const at = random(bytes.length + 1)
    return replace(bytes, at, at + 1, Buffer.of((bytes[at] ?? 0) ^ (1 << random(8))))
  },
  function exchange(bytes, random) {
    const at = random(bytes.length + 1)
    return replace(bytes, at, at + 1, Buffer.from(tellingOctet(random), 'latin1'))
  },
  function insert(bytes, random) {
    const at = random(bytes.length + 1)
    return replace(bytes, at, at, Buffer.from(tellingOctet(random), 'latin1'))
  },
  function remove(bytes, random) {
    const [start, end] = slice(bytes, random)
    return replace(bytes, start, end, Buffer.alloc(0))
  },
  function duplicate(bytes, random) {
    const [start, end] = slice(bytes, random)
    return replace(bytes, end, end, bytes.subarray(start, end))
  },
  function graft(bytes, random) {
    const other = origin(random)
    const at = random(bytes.length + 1)
    return replace(bytes, at, at, other.subarray(...slice(other, random)))
  },
  function splice(bytes, random) {
    const other = origin(random)
    return replace(bytes, random(bytes.length + 1), bytes.length, other.subarray(random(other.length + 1)))
  },
  function disturbLineEnd(bytes, random) {
    const at = bytes.indexOf('\r\n', random(bytes.length + 1), 'latin1')
    const end = Buffer.from(pick(LINE_ENDS, random), 'latin1')
    return at < 0 ? bytes : replace(bytes, at, at + 2, end)
  },
  function havoc(bytes, random) {
    const noise = Buffer.from(bytes)
    for (let i = random(16); i > 0; i--) noise[random(noise.length + 1)] = random(256)
    return noise
  },
]

const LINE_ENDS = [
  '\n',
  '\r',
  '\r\r\n',
  '\n\r',
  '\r\n\r\n',
  '\r\n ',
  '\r\n\t',
  ' \r\n',
  '\t\r\n',
  '\0\r\n',
  '',
]

function replace(bytes: Buffer, start: number, end: number, by: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, start), by, bytes.subarray(end)])
}

/** Mostly short, so that what is around stays a request. */
function slice(bytes: Buffer, random: Random): [start: number, end: number] {
  const start = random(bytes.length + 1)
  return [start, Math.min(bytes.length, start + 1 + random(random(4) === 0 ? 200 : 12))]
}
