/** The middle one of some numbers, the lower of two. */
export function median(values: readonly number[]): number {
  return percentile(ascending(values), 50)
}

/**
 * The smallest value that so many per cent of all do not exceed (nearest rank).
 * @param sorted ascending, at least one
 */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  const rank = Math.ceil((percent / 100) * sorted.length)
  return sorted[Math.max(rank, 1) - 1]!
}

function ascending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b)
}
