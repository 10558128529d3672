import * as fc from 'fast-check'
import Negotiator from 'negotiator'
import { describe, expect, test } from 'vitest'
import {
  acceptsEncoding,
  parseQualityList,
  preferred,
  preferredEncoding,
  preferredLanguage,
  preferredMediaType,
} from './accept.ts'

const weights = (value: string | undefined): Array<[string, number]> =>
  parseQualityList(value).map((item) => [item.value, item.q])

describe('RFC 9110 §12.4.2 Quality Values', () => {
  test('go from 0 to 1, and are 1 when there is none', () => {
    expect(weights('a, b;q=0.5, c;q=0, d;q=1, e;q=1.000, f;q=0.001, g;Q=0.2, h ; q=0.3')).toEqual([
      ['a', 1],
      ['b', 0.5],
      ['c', 0],
      ['d', 1],
      ['e', 1],
      ['f', 0.001],
      ['g', 0.2],
      ['h', 0.3],
    ])
    expect(weights('a;q=0., b;q=1.')).toEqual([
      ['a', 0],
      ['b', 1],
    ])
  })

  test.each([
    '',
    '2',
    '1.001',
    '-1',
    '0.1234',
    '1.0000',
    '.',
    '0.5.',
    '00',
    '01',
    '1e0',
    '0x1',
    'NaN',
    '"0 5"',
    '+1',
    'x',
  ])('are not %j: the element counts as not sent', (q) => expect(weights(`a;q=${q}, b`)).toEqual([['b', 1]]))

  test('may begin with their dot, as those of Java do', () => {
    expect(weights('text/html, *; q=.2')).toEqual([
      ['text/html', 1],
      ['*', 0.2],
    ])
  })

  test('stand beside other parameters', () => {
    const [item] = parseQualityList('Text/HTML;Level=1;q=0.5;x="Y, z"')
    expect(item).toEqual({
      value: 'text/html',
      q: 0.5,
      parameters: new Map([
        ['level', '1'],
        ['x', 'Y, z'],
      ]),
    })
  })

  test.each([
    'a b',
    'a/b/c',
    '/a',
    'a/',
    '/',
    'a;q',
    'a;q=1;q=0',
    'a;=1',
    '(a)',
    '"a"',
    ';q=1',
    'a;b c',
    'a\xa0',
    'ä',
  ])('an element like %j counts as not sent (CP3)', (element) =>
    expect(weights(`${element}, b`)).toEqual([['b', 1]]),
  )

  test('a list that is malformed as a whole has no elements, nor has one that is absent', () => {
    expect(weights('a, "b')).toEqual([])
    expect(weights('')).toEqual([])
    expect(weights(', ,')).toEqual([])
    expect(weights(undefined)).toEqual([])
  })
})

describe('RFC 9110 §12.5.1 Accept', () => {
  test('gives the media types of its example these places', () => {
    const value =
      'text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5'
    const ranking: string[] = []
    let rest = [
      'text/html',
      'image/jpeg',
      'text/plain;format=fixed',
      'text/plain',
      'text/plain;format=flowed',
    ]
    while (rest.length > 0) {
      const best = preferredMediaType(value, rest)!
      ranking.push(best)
      rest = rest.filter((other) => other !== best)
    }
    expect(ranking).toEqual([
      'text/plain;format=flowed',
      'text/plain',
      'image/jpeg',
      'text/plain;format=fixed',
      'text/html',
    ])
  })

  test('goes by weight, then by the order of what there is', () => {
    expect(preferredMediaType('application/json, text/html', ['text/html', 'application/json'])).toBe(
      'text/html',
    )
    expect(preferredMediaType('application/json, text/html;q=0.9', ['text/html', 'application/json'])).toBe(
      'application/json',
    )
  })

  test('prefers what is named to what is meant by an asterisk only through weights', () => {
    expect(preferredMediaType('text/html, */*;q=0.8', ['application/json', 'text/html'])).toBe('text/html')
    expect(preferredMediaType('text/html, */*', ['application/json', 'text/html'])).toBe('application/json')
  })

  test('excludes by the weight 0, the more specific element deciding', () => {
    expect(preferredMediaType('*/*, text/html;q=0', ['text/html'])).toBeUndefined()
    expect(preferredMediaType('text/html;q=0, */*', ['text/html', 'text/plain'])).toBe('text/plain')
    expect(preferredMediaType('text/*;q=0, text/html', ['text/plain', 'text/html'])).toBe('text/html')
    expect(preferredMediaType('*/*;q=0', ['text/html'])).toBeUndefined()
  })

  test('accepts everything when it is absent, empty or malformed', () => {
    for (const value of [undefined, '', ' ,', '"', 'text/plain;q=5', 'text plain']) {
      expect(preferredMediaType(value, ['text/html', 'text/plain'])).toBe('text/html')
    }
  })

  test('compares without case and by parameters', () => {
    expect(preferredMediaType('TEXT/HTML', ['text/html'])).toBe('text/html')
    expect(preferredMediaType('text/html;charset=UTF-8', ['text/html; charset="utf-8"'])).toBe(
      'text/html; charset="utf-8"',
    )
    expect(preferredMediaType('text/html;charset=utf-8', ['text/html'])).toBeUndefined()
    expect(preferredMediaType('text/html', ['text/html;charset=utf-8'])).toBe('text/html;charset=utf-8')
  })

  test('knows the single asterisk of Java', () => {
    expect(preferredMediaType('text/html, image/gif, *; q=.2, */*; q=.2', ['application/json'])).toBe(
      'application/json',
    )
  })

  test('refuses what is no media type among what there is', () => {
    expect(() => preferredMediaType('*/*', ['json'])).toThrow(TypeError)
  })

  test('finds nothing where there is nothing', () => {
    expect(preferredMediaType('*/*', [])).toBeUndefined()
    expect(preferredMediaType(undefined, [])).toBeUndefined()
  })
})

describe('RFC 9110 §12.5.2 Accept-Charset', () => {
  test('goes by weight, then by the order of what there is; the asterisk is for those not named', () => {
    expect(preferred('iso-8859-5, unicode-1-1;q=0.8', ['unicode-1-1', 'ISO-8859-5'])).toBe('ISO-8859-5')
    expect(preferred('utf-8;q=0, *', ['utf-8', 'utf-16'])).toBe('utf-16')
    expect(preferred('*;q=0, utf-8', ['utf-16'])).toBeUndefined()
    expect(preferred('a, b', ['b', 'a'])).toBe('b')
    expect(preferred(undefined, ['utf-8'])).toBe('utf-8')
  })
})

describe('RFC 9110 §12.5.3 Accept-Encoding', () => {
  const available = ['zstd', 'br', 'gzip'] as const

  test.each([
    ['gzip, deflate, br, zstd', 'zstd'],
    ['gzip, deflate, br', 'br'],
    ['compress, gzip', 'gzip'],
    ['', 'identity'],
    [undefined, 'identity'],
    ['*', 'zstd'],
    ['compress;q=0.5, gzip;q=1.0', 'gzip'],
    ['gzip;q=1.0, identity; q=0.5, *;q=0', 'gzip'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['gzip;q=0', 'identity'],
    ['gzip;q=0, *', 'zstd'],
    ['zstd;q=0, br;q=0, *', 'gzip'],
    ['identity', 'identity'],
    ['identity;q=0.5, gzip;q=0.2', 'identity'],
    ['identity, gzip', 'gzip'],
    ['gzip;q=0.001', 'gzip'],
    ['gzip;q=0.5, *;q=0.8', 'zstd'],
    ['deflate', 'identity'],
    ['x-gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['gzip;q=nonsense', 'identity'],
    ['"', 'identity'],
  ])('%j asks for %s (CP10)', (value, coding) => expect(preferredEncoding(value, available)).toBe(coding))

  test.each(['identity;q=0', '*;q=0', 'deflate, identity;q=0', 'deflate, *;q=0', 'gzip;q=0, *;q=0'])(
    '%j accepts neither gzip nor identity',
    (value) => {
      expect(preferredEncoding(value, ['gzip'])).toBeUndefined()
      expect(acceptsEncoding(value, 'identity')).toBe(false)
    },
  )

  test('with identity among what there is, its place counts', () => {
    expect(preferredEncoding('gzip, identity', ['identity', 'gzip'])).toBe('identity')
    expect(preferredEncoding('gzip', ['identity', 'gzip'])).toBe('gzip')
  })

  test.each([
    ['gzip', 'gzip', true],
    ['br', 'gzip', false],
    ['gzip;q=0', 'gzip', false],
    ['*', 'gzip', true],
    ['*;q=0, gzip', 'gzip', true],
    ['*;q=0, gzip', 'identity', false],
    ['*;q=0, identity', 'identity', true],
    ['gzip', 'identity', true],
    ['identity;q=0, gzip', 'identity', false],
    ['', 'gzip', false],
    ['', 'identity', true],
    [undefined, 'gzip', false],
    [undefined, 'identity', true],
  ])('%j accepts %s: %s', (value, coding, accepted) => expect(acceptsEncoding(value, coding)).toBe(accepted))
})

describe('RFC 9110 §12.5.4 Accept-Language', () => {
  test.each([
    ['da, en-gb;q=0.8, en;q=0.7', ['en', 'en-GB'], 'en-GB'],
    ['de-CH, de;q=0.9, en;q=0.8', ['en', 'de'], 'de'],
    ['de-ch', ['de', 'de-CH'], 'de-CH'],
    ['en', ['de', 'en-GB'], 'en-GB'],
    ['en, en-GB;q=0.1', ['en-GB', 'en-US'], 'en-US'],
    ['fr, *;q=0.1', ['en', 'fr'], 'fr'],
    ['fr, *;q=0.1', ['en', 'de'], 'en'],
    ['*, en;q=0', ['en', 'en-GB', 'de'], 'de'],
    ['fr', ['en', 'de'], undefined],
    ['e', ['en'], undefined],
    ['de-CH', ['de'], undefined],
  ])('%s of %j asks for %s', (value, available, language) => {
    expect(preferredLanguage(value, available)).toBe(language)
  })

  test('accepts everything when it is absent', () => {
    expect(preferredLanguage(undefined, ['en', 'de'])).toBe('en')
  })
})

describe('beside negotiator', () => {
  const weight = fc.constantFrom('', ';q=0', ';q=0.1', ';q=0.5', ';q=0.9', ';q=1', '; q=0.25')
  const listOf = (...names: string[]): fc.Arbitrary<string> =>
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...names), weight), { selector: ([name]) => name, minLength: 1 })
      .map((elements) => elements.map((element) => element.join('')).join(', '))

  test('accepts the same codings, charsets and media types', () => {
    const codings = ['gzip', 'br', 'identity', 'deflate']
    const types = ['text/html', 'text/plain', 'image/png']
    fc.assert(
      fc.property(listOf(...codings, '*'), listOf(...types, 'text/*', '*/*'), (list, accept) => {
        const headers = { accept, 'accept-encoding': list, 'accept-charset': list }
        const negotiator = new Negotiator({ headers })
        // One candidate at a time, so that ties do not matter.
        for (const one of codings) {
          expect(acceptsEncoding(list, one)).toBe(negotiator.encodings([one]).length > 0)
          expect(preferred(list, [one])).toBe(negotiator.charset([one]))
        }
        for (const one of types) expect(preferredMediaType(accept, [one])).toBe(negotiator.mediaType([one]))
      }),
      { numRuns: 1000 },
    )
  })

  test('differs on ties: the order of the client means nothing in §12.5, ours does', () => {
    expect(
      new Negotiator({ headers: { accept: 'text/plain, text/html' } }).mediaType(['text/html', 'text/plain']),
    ).toBe('text/plain')
    expect(preferredMediaType('text/plain, text/html', ['text/html', 'text/plain'])).toBe('text/html')
  })

  test('differs on weights that are none (§12.4.2)', () => {
    expect(new Negotiator({ headers: { 'accept-encoding': 'gzip;q=5, br' } }).encoding(['br', 'gzip'])).toBe(
      'gzip',
    )
    expect(preferredEncoding('gzip;q=5, br', ['br', 'gzip'])).toBe('br')
  })

  test('differs on an empty Accept, which excludes nothing (§12.5.1)', () => {
    expect(new Negotiator({ headers: { accept: '' } }).mediaTypes(['text/html'])).toEqual([])
    expect(preferredMediaType('', ['text/html'])).toBe('text/html')
  })
})
