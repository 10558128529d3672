/** Integers from 0 up to, not including, `below`; the same for the same seed. */
export type Random = (below: number) => number

/** Marsaglia's xorshift32. Its state is never 0, and neighbouring seeds begin far apart. */
export function xorshift(seed: number): Random {
  let state = Math.imul(seed, 0x9e_37_79_b1) || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** One of several. */
export function pick<T>(from: ArrayLike<T>, random: Random): T {
  return from[random(from.length)]!
}
