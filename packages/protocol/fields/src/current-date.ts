import { formatDate } from './date.ts'

const SECOND_MS = 1000

/** `''`: the second is over. */
let cached = ''

/** The value of `date` for now, made once per second (RFC 9110 §6.6.1). Looking at the clock takes longer than all else. */
export function currentDate(): string {
  if (cached !== '') return cached
  const now = Date.now()
  cached = formatDate(now)
  setTimeout(() => (cached = ''), SECOND_MS - (now % SECOND_MS)).unref()
  return cached
}
