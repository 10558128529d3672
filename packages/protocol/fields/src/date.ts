/**
 * Dates of HTTP. One form is written, three are read:
 *
 *     IMF-fixdate  = Sun, 06 Nov 1994 08:49:37 GMT
 *     rfc850-date  = Sunday, 06-Nov-94 08:49:37 GMT
 *     asctime-date = Sun Nov  6 08:49:37 1994
 *
 * Read as the grammar has them, case included. The day must exist; whether the weekday is the right one is not looked
 * at, because no field depends on it and §5.6.7 asks for robustness.
 */
import { SP, isDigit } from './octets.ts'

/** Signs in a shape; all others stand for themselves. */
const DIGIT = '0'.charCodeAt(0)
const DIGIT_OR_BLANK = '?'.charCodeAt(0)
const ANY = '_'.charCodeAt(0)

/** The shape of what follows the weekday, and where in it the parts start. */
interface Form {
  readonly shape: string
  readonly day: number
  readonly month: number
  readonly year: number
  readonly time: number
}

const IMF_FIXDATE: Form = { shape: ', 00 ___ 0000 00:00:00 GMT', day: 2, month: 5, year: 9, time: 14 }
const RFC850_DATE: Form = { shape: ', 00-___-00 00:00:00 GMT', day: 2, month: 5, year: 9, time: 12 }
const ASCTIME_DATE: Form = { shape: ' ___ ?0 00:00:00 0000', day: 5, month: 1, year: 17, time: 8 }

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const SHORT_WEEKDAYS = WEEKDAYS.map((name) => name.slice(0, 3))
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAYS_OF_MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const FOUR_CENTURIES_MS = 146_097 * 86_400_000
const START_MS = utc(0, 0, 1, 0)
const END_MS = utc(10_000, 0, 1, 0)

/**
 * Writes a date in the form that HTTP asks of senders: `Sun, 06 Nov 1994 08:49:37 GMT`.
 * @param date a date, or milliseconds since 1970; fractions of a second are cut off
 * @throws TypeError for an invalid date and one outside the years 0 to 9999
 * @see RFC 9110 §5.6.7
 */
export function formatDate(date: Date | number): string {
  const time = Number(date)
  const isExpressible = time >= START_MS && time < END_MS
  if (!isExpressible) throw new TypeError(`No HTTP-date can express ${time} ms`)
  return new Date(time).toUTCString()
}

/**
 * Reads a date in any of the three forms.
 * @param value the field value, e.g. `Sun, 06 Nov 1994 08:49:37 GMT`
 * @param now milliseconds since 1970, for the century of years with two digits: it is taken as the latest that does not put
 *   the date more than 50 years ahead. Default `Date.now()`
 * @returns milliseconds since 1970; `undefined` when it is none, or a day that no calendar has
 * @see RFC 9110 §5.6.7
 */
export function parseDate(value: string, now?: number): number | undefined {
  switch (value.charAt(3)) {
    case ',':
      return read(value, 3, SHORT_WEEKDAYS, IMF_FIXDATE)
    case ' ':
      return read(value, 3, SHORT_WEEKDAYS, ASCTIME_DATE)
    default:
      return read(value, value.indexOf(','), WEEKDAYS, RFC850_DATE, now)
  }
}

function read(
  value: string,
  start: number,
  weekdays: string[],
  form: Form,
  now?: number,
): number | undefined {
  if (!weekdays.includes(value.slice(0, start)) || !hasShape(value, start, form.shape)) return undefined

  const month = MONTHS.indexOf(value.slice(start + form.month, start + form.month + 3))
  const day = twoDigits(value, start + form.day)
  const seconds = secondsOfDay(value, start + form.time)
  if (month === -1 || seconds === undefined) return undefined

  const leading = twoDigits(value, start + form.year)
  const year =
    form === RFC850_DATE
      ? fullYear(leading, month, day, seconds, now ?? Date.now())
      : leading * 100 + twoDigits(value, start + form.year + 2)
  return day >= 1 && day <= daysOf(month, year) ? utc(year, month, day, seconds) : undefined
}

function hasShape(value: string, start: number, shape: string): boolean {
  if (value.length !== start + shape.length) return false
  for (let i = 0; i < shape.length; i++)
    if (!fits(value.charCodeAt(start + i), shape.charCodeAt(i))) return false
  return true
}

function fits(octet: number, sign: number): boolean {
  switch (sign) {
    case ANY:
      return true
    case DIGIT:
      return isDigit(octet)
    case DIGIT_OR_BLANK:
      return isDigit(octet) || octet === SP
    default:
      return octet === sign
  }
}

/** Seconds since midnight of `08:49:37`; one leap second, at the end of the day only. */
function secondsOfDay(value: string, at: number): number | undefined {
  const hours = twoDigits(value, at)
  const minutes = twoDigits(value, at + 3)
  const seconds = twoDigits(value, at + 6)
  const isLeapSecond = hours === 23 && minutes === 59 && seconds === 60
  if (hours > 23 || minutes > 59 || (seconds > 59 && !isLeapSecond)) return undefined
  return hours * 3600 + minutes * 60 + seconds
}

/** The number that two digits make; a blank counts as zero, its low four bits being those of one. */
function twoDigits(value: string, at: number): number {
  return (value.charCodeAt(at) & 15) * 10 + (value.charCodeAt(at + 1) & 15)
}

/** The latest year that ends in these digits and does not put the date more than 50 years after `now`. */
function fullYear(lastDigits: number, month: number, day: number, seconds: number, now: number): number {
  const limit = new Date(now)
  limit.setUTCFullYear(limit.getUTCFullYear() + 50)
  const year = limit.getUTCFullYear() - ((limit.getUTCFullYear() - lastDigits) % 100)
  return utc(year, month, day, seconds) > limit.getTime() ? year - 100 : year
}

function daysOf(month: number, year: number): number {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 1 && isLeapYear ? 29 : DAYS_OF_MONTHS[month]!
}

/** Milliseconds since 1970. Moved by 400 years, a whole number of weeks, because `Date.UTC` takes 0 to 99 for 1900 to 1999. */
function utc(year: number, month: number, day: number, seconds: number): number {
  return Date.UTC(year + 400, month, day, 0, 0, seconds) - FOUR_CENTURIES_MS
}
