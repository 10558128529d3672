import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDate, parseDate } from './date.ts'

const EXAMPLE = Date.UTC(1994, 10, 6, 8, 49, 37)
const NOW = Date.UTC(2026, 10, 22, 12)

describe('RFC 9110 §5.6.7 Date/Time Formats', () => {
  test.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    '%s is read',
    (value) => expect(parseDate(value, NOW)).toBe(EXAMPLE),
  )

  test('IMF-fixdate is written', () => {
    expect(formatDate(EXAMPLE)).toBe('Sun, 06 Nov 1994 08:49:37 GMT')
    expect(formatDate(new Date(EXAMPLE + 999))).toBe('Sun, 06 Nov 1994 08:49:37 GMT')
    expect(formatDate(0)).toBe('Thu, 01 Jan 1970 00:00:00 GMT')
  })

  test('what is written is read again, in every year that has four digits', () => {
    const seconds = fc.integer({ min: -62_167_219_200, max: 253_402_300_799 })
    fc.assert(
      fc.property(seconds, (second) => {
        expect(parseDate(formatDate(second * 1000))).toBe(second * 1000)
      }),
    )
    expect(formatDate(-62_167_219_200_000)).toBe('Sat, 01 Jan 0000 00:00:00 GMT')
    expect(parseDate('Fri, 31 Dec 9999 23:59:59 GMT')).toBe(253_402_300_799_000)
    expect(parseDate('Sat, 01 Jan 0050 00:00:00 GMT')).toBe(-60_589_296_000_000)
  })

  test.each([NaN, Infinity, -62_167_219_200_001, 253_402_300_800_000, new Date(NaN)])(
    'the date %s is not written',
    (date) => expect(() => formatDate(date)).toThrow(TypeError),
  )

  test('days have to be in the calendar', () => {
    expect(parseDate('Thu, 29 Feb 2024 00:00:00 GMT')).toBe(Date.UTC(2024, 1, 29))
    expect(parseDate('Tue, 29 Feb 2000 00:00:00 GMT')).toBe(Date.UTC(2000, 1, 29))
    for (const value of [
      'Wed, 29 Feb 2023 00:00:00 GMT',
      'Thu, 29 Feb 1900 00:00:00 GMT',
      'Sat, 30 Feb 2024 00:00:00 GMT',
      'Wed, 31 Apr 2024 00:00:00 GMT',
      'Sun, 00 Nov 1994 08:49:37 GMT',
      'Sun, 32 Nov 1994 08:49:37 GMT',
      'Sun Nov  0 08:49:37 1994',
      'Sun Nov 31 08:49:37 1994',
      'Wednesday, 29-Feb-23 00:00:00 GMT',
    ]) {
      expect(parseDate(value, NOW)).toBeUndefined()
    }
  })

  test('the time goes from 00:00:00 to 23:59:60', () => {
    expect(parseDate('Sat, 31 Dec 2016 23:59:60 GMT')).toBe(Date.UTC(2017, 0, 1))
    for (const time of ['24:00:00', '23:60:00', '12:59:60', '23:59:61', '99:99:99']) {
      expect(parseDate(`Sat, 31 Dec 2016 ${time} GMT`)).toBeUndefined()
    }
  })

  test('the weekday is a weekday, but not necessarily the right one', () => {
    expect(parseDate('Mon, 06 Nov 1994 08:49:37 GMT')).toBe(EXAMPLE)
    expect(parseDate('Foo, 06 Nov 1994 08:49:37 GMT')).toBeUndefined()
    expect(parseDate('Sun, 06-Nov-94 08:49:37 GMT')).toBeUndefined()
    expect(parseDate('Sunday, 06 Nov 1994 08:49:37 GMT')).toBeUndefined()
    expect(parseDate('Sunday Nov  6 08:49:37 1994')).toBeUndefined()
  })

  test.each([
    '',
    ',',
    'Sun',
    'Sun,',
    'Sun, ',
    '0',
    '784111777',
    '1994-11-06T08:49:37Z',
    'sun, 06 nov 1994 08:49:37 gmt',
    'Sun, 06 Nov 1994 08:49:37',
    'Sun, 06 Nov 1994 08:49:37 UTC',
    'Sun, 06 Nov 1994 08:49:37 +0000',
    'Sun, 06 Nov 1994 08:49:37 GMT ',
    ' Sun, 06 Nov 1994 08:49:37 GMT',
    'Sun, 6 Nov 1994 08:49:37 GMT',
    'Sun,  6 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 94 08:49:37 GMT',
    'Sun, 06 Nov 1994 8:49:37 GMT',
    'Sun, 06 Nov 1994 08:49 GMT',
    'Sun, 06 Foo 1994 08:49:37 GMT',
    'Sun, 06 ovD 1994 08:49:37 GMT',
    'Sun, 06 Nov 19:4 08:49:37 GMT',
    'Sun, 0a Nov 1994 08:49:37 GMT',
    'Sun, \u0130\u0136 Nov 1994 08:49:37 GMT',
    'Sun Nov 6 08:49:37 1994',
    'Sun Nov 06 08:49:37 94',
    'Sun Nov  6 08:49:37 1994 GMT',
    'Sunday, 06-Nov-1994 08:49:37 GMT',
    'Someday, 06-Nov-94 08:49:37 GMT',
  ])('%j is none (ST11)', (value) => expect(parseDate(value, NOW)).toBeUndefined())

  describe('a year of two digits', () => {
    test.each([
      ['94', 1994],
      ['00', 2000],
      ['26', 2026],
      ['76', 2076],
      ['77', 1977],
    ])('%s is %i in 2026', (digits, year) => {
      expect(parseDate(`Monday, 01-Jan-${digits} 00:00:00 GMT`, NOW)).toBe(Date.UTC(year, 0, 1))
    })

    test('is in the past when the date would be more than 50 years ahead, by the second', () => {
      expect(parseDate('Monday, 22-Nov-76 12:00:00 GMT', NOW)).toBe(Date.UTC(2076, 10, 22, 12))
      expect(parseDate('Monday, 22-Nov-76 12:00:01 GMT', NOW)).toBe(Date.UTC(1976, 10, 22, 12, 0, 1))
    })

    test('is in the next century where that is near', () => {
      const late = Date.UTC(2090, 0, 1)
      expect(parseDate('Monday, 01-Jan-10 00:00:00 GMT', late)).toBe(Date.UTC(2110, 0, 1))
      expect(parseDate('Monday, 01-Jan-41 00:00:00 GMT', late)).toBe(Date.UTC(2041, 0, 1))
    })

    test('is a leap year or not by its century', () => {
      expect(parseDate('Monday, 29-Feb-00 00:00:00 GMT', NOW)).toBe(Date.UTC(2000, 1, 29))
      expect(parseDate('Monday, 29-Feb-00 00:00:00 GMT', Date.UTC(2090, 0, 1))).toBeUndefined()
    })

    test('is read by the clock of the machine when no other is given', () => {
      const thisYear = String(new Date().getUTCFullYear())
      expect(parseDate(`Monday, 01-Jan-${thisYear.slice(2)} 00:00:00 GMT`)).toBe(
        Date.UTC(Number(thisYear), 0, 1),
      )
    })
  })
})
