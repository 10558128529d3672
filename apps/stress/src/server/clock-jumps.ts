/* Loaded before the server, it sets the wall clock forth and back by a day, over and over. */
const DAY_MS = 86_400_000
const JUMP_EVERY_MS = 50

const RealDate = Date
const startedAt = performance.now()

function jump(): number {
  const jumps = Math.floor((performance.now() - startedAt) / JUMP_EVERY_MS)
  return ((jumps % 3) - 1) * DAY_MS
}

class JumpingDate extends RealDate {
  constructor(...parts: unknown[]) {
    super(...((parts.length > 0 ? parts : [JumpingDate.now()]) as [number]))
  }

  static override now(): number {
    return RealDate.now() + jump()
  }
}

globalThis.Date = JumpingDate as DateConstructor
