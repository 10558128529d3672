import { formatDate } from '@tsgi/fields/date'

let cachedSecond = -1
let cachedDate = ''

/** The value of `date` for now, made once per second (RFC 9110 §6.6.1). */
export function currentDate(): string {
  const second = Math.floor(Date.now() / 1000)
  if (second !== cachedSecond) {
    cachedSecond = second
    cachedDate = formatDate(second * 1000)
  }
  return cachedDate
}
