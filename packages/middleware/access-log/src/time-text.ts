/** The zone of dates in Apache's form. */
export type Zone = 'utc' | 'local'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Writes `10/Oct/2000:13:55:36 -0700`, which Apache's `%t` has in brackets. */
export function clfTime(zone: Zone): (time: number) => string {
  return oncePerSecond((second) => {
    const minutes = zone === 'utc' ? 0 : -new Date(second).getTimezoneOffset()
    const date = new Date(second + minutes * 60_000)
    const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`
    const offset = `${minutes < 0 ? '-' : '+'}${two(Math.trunc(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`
    return `${day}:${date.toISOString().slice(11, 19)} ${offset}`
  })
}

/** Writes `2000-10-10T20:55:36.123Z`. */
export function isoTime(): (time: number) => string {
  const seconds = oncePerSecond((second) => new Date(second).toISOString().slice(0, -4))
  return (time) => `${seconds(time)}${String(time % 1000).padStart(3, '0')}Z`
}

/** Writes `Tue, 10 Oct 2000 20:55:36 GMT`. */
export function webTime(): (time: number) => string {
  return oncePerSecond((second) => new Date(second).toUTCString())
}

/** Lines come in the order of their ends, so neighbours mostly have the same second. */
function oncePerSecond(write: (second: number) => string): (time: number) => string {
  let last = Number.NaN
  let text = ''
  return (time) => {
    const second = time - (time % 1000)
    if (second === last) return text
    last = second
    text = write(second)
    return text
  }
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
