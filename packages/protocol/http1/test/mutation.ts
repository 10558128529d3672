import { Buffer } from 'node:buffer'
import { CORPUS } from './corpus.ts'

/** How many requests a fuzz test makes up: `FUZZ_RUNS`, or a number that takes seconds. */
export function fuzzRuns(byDefault: number): number {
  return Number(process.env['FUZZ_RUNS'] ?? byDefault)
}

/** Integers from 0 up to, not including, `below`; the same for the same seed. */
export type Random = (below: number) => number

/** Marsaglia's xorshift32. */
export function xorshift(seed: number): Random {
  let state = seed | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** Octets that mean something somewhere in the grammar. */
const TELLING = Buffer.from('\0\t\n\r "#%*,-/0159:;=?@HTafx\\_\x7f\x80\xa0\xff', 'latin1')

/** A request of the corpus with up to four mistakes; sometimes with another one behind it. */
export function mutant(random: Random): Buffer {
  let bytes = pick(CORPUS, random).bytes
  if (random(4) === 0) bytes = Buffer.concat([bytes, pick(CORPUS, random).bytes])
  for (let mistakes = random(5); mistakes > 0; mistakes--) bytes = pick(MISTAKES, random)(bytes, random)
  return bytes
}

type Mistake = (bytes: Buffer, random: Random) => Buffer

const MISTAKES: readonly Mistake[] = [
  function flipBit(bytes, random) {
    const at = random(bytes.length + 1)
    return replace(bytes, at, at + 1, Buffer.of((bytes[at] ?? 0) ^ (1 << random(8))))
  },
  function exchange(bytes, random) {
    const at = random(bytes.length + 1)
    return replace(bytes, at, at + 1, Buffer.of(pick(TELLING, random)))
  },
  function insert(bytes, random) {
    const at = random(bytes.length + 1)
    return replace(bytes, at, at, Buffer.of(pick(TELLING, random)))
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
    const other = pick(CORPUS, random).bytes
    const at = random(bytes.length + 1)
    return replace(bytes, at, at, other.subarray(...slice(other, random)))
  },
]

function replace(bytes: Buffer, start: number, end: number, by: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, start), by, bytes.subarray(end)])
}

/** Mostly short, so that what is around stays a request. */
function slice(bytes: Buffer, random: Random): [start: number, end: number] {
  const start = random(bytes.length + 1)
  return [start, Math.min(bytes.length, start + 1 + random(random(4) === 0 ? 200 : 12))]
}

function pick<T>(from: ArrayLike<T>, random: Random): T {
  return from[random(from.length)]!
}
