import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as fields from './index.ts'

type Parser = (value: string) => unknown

const parsers: Record<string, Parser> = {
  acceptsEncoding: (value) => fields.acceptsEncoding(value, 'gzip'),
  isEntityTag: fields.isEntityTag,
  evaluatePreconditions: (value) => fields.evaluatePreconditions('GET', { 'if-none-match': value }, null),
  isFieldValue: fields.isFieldValue,
  isHost: fields.isHost,
  isUnconditional: (value) => fields.isUnconditional({ 'if-range': value }),
  isToken: fields.isToken,
  matchesWeak: (value) => fields.matchesWeak(fields.parseEntityTagList(value) ?? [], '"a"'),
  parseCookies: (value) => fields.parseCookies(value, { limit: Infinity }),
  parseDate: (value) => fields.parseDate(value),
  parseEntityTagList: fields.parseEntityTagList,
  parseHost: fields.parseHost,
  parseMediaType: fields.parseMediaType,
  parseParameters: fields.parseParameters,
  parseQualityList: fields.parseQualityList,
  preferred: (value) => fields.preferred(value, ['a', 'b']),
  preferredEncoding: (value) => fields.preferredEncoding(value, ['br', 'gzip']),
  preferredLanguage: (value) => fields.preferredLanguage(value, ['en', 'de']),
  preferredMediaType: (value) => fields.preferredMediaType(value, ['text/html', 'text/plain;a=b']),
  selectRanges: (value) => fields.selectRanges(value, 1000, { maxRanges: Infinity }),
  splitList: (value) => fields.splitList(value),
  unquote: fields.unquote,
}

/** Values that grow by repetition, of the kinds that have stalled parsers elsewhere. */
const patterns: Array<[prefix: string, repeated: string, suffix: string]> = [
  ['', 'a', ''],
  ['', ' ', 'x'],
  ['a', ' \t', 'x'],
  ['', ',', ''],
  ['', ' , ', ''],
  ['', ';', ''],
  ['', '"', ''],
  ['"', '\\', ''],
  ['"', '\\"', '"'],
  ['"', 'a', ''],
  ['', '"a', ''],
  ['', '""', ''],
  ['', 'W/', ''],
  ['', '"a",', ''],
  ['', 'W/"a" ,', 'x'],
  ['', 'a=b; ', ''],
  ['', 'a=%', ''],
  ['a=', '%ff', ''],
  ['a=', '%41', ''],
  ['', '=', ''],
  ['', 'a;q=0.5, ', ''],
  ['', 'a/b;', ''],
  ['text/html;', 'a=b;', ''],
  ['text/html;a="', '\\a', ''],
  ['', '*/*;q=0,', ''],
  ['bytes=', '0-1,', ''],
  ['bytes=', '9', '-'],
  ['bytes=-', '9', ''],
  ['bytes=', '0-', ''],
  ['', '1:', ''],
  ['[', ':', ']'],
  ['[', '1:', ']'],
  ['[', '1.', ']'],
  ['a:', '0', ''],
  ['', '%41', ''],
  ['', 'a.', ''],
  ['', '[', ''],
  ['Sun, ', '0', ''],
  ['', 'Sunday,', ''],
  ['', '\xff', ''],
  ['', '\u0100', ''],
]

const build = ([prefix, repeated, suffix]: (typeof patterns)[number], length: number): string =>
  prefix + repeated.repeat(Math.ceil(length / repeated.length)) + suffix

/** Best of several runs in milliseconds, for noise only ever adds; fewer when that is soon below what is asked for. */
function fastest(parse: Parser, value: string, enough: number): number {
  let best = Infinity
  for (let run = 0; run < 10 && best > enough; run++) {
    const start = performance.now()
    parse(value)
    best = Math.min(best, performance.now() - start)
  }
  return best
}

/**
 * For a value eight times as long a linear parser takes 8 times as long, a quadratic one 64 times. A busy machine can
 * spoil a measurement, but not five of them.
 */
function isLinear(parse: Parser, pattern: (typeof patterns)[number]): boolean {
  for (let attempt = 0; attempt < 5; attempt++) {
    const long = fastest(parse, build(pattern, 64 * 1024), 2)
    if (long < 5 || long / fastest(parse, build(pattern, 8 * 1024), 0) <= 24) return true
  }
  return false
}

describe('hostile values', () => {
  const names = Object.keys(parsers)

  test.each(names)('%s takes time in proportion to the length (HD5, CP3, CK2, BD9)', (name) => {
    expect(patterns.filter((pattern) => !isLinear(parsers[name]!, pattern))).toEqual([])
  })

  test.each(names)('%s is done with the longest head in 10 ms (G21)', (name) => {
    for (const pattern of patterns) {
      expect(fastest(parsers[name]!, build(pattern, 16 * 1024), 5)).toBeLessThan(10)
    }
  })

  test.each(names)('%s never throws (ST11, CK4)', (name) => {
    const pieces = patterns.flat().filter((piece) => piece !== '')
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(value, (text) => {
        expect(() => parsers[name]!(text)).not.toThrow()
      }),
      { numRuns: 500 },
    )
  })

  test('every function that reads is here', () => {
    const readers = Object.keys(fields).filter(
      (name) => !/^(format|quote$|matchesStrong$|currentDate$|CONNECTION_FIELDS$)/.test(name),
    )
    expect(names.toSorted()).toEqual(readers.toSorted())
  })
})

describe('the package', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    dependencies?: unknown
    exports: Record<string, { '@tsgi/source': string }>
  }

  test('depends on nothing at run time', () => expect(manifest.dependencies).toBeUndefined())

  test('has each name of its subpaths in its index as well', async () => {
    const files = Object.entries(manifest.exports).filter(
      ([key]) => key.startsWith('./') && key !== './package.json',
    )
    const modules = await Promise.all(
      files.map(
        ([, target]) =>
          import(new URL(`.${target['@tsgi/source']}`, import.meta.url).href) as Promise<object>,
      ),
    )
    const names = modules.flatMap((module) => Object.keys(module))
    expect(names.toSorted()).toEqual(Object.keys(fields).toSorted())
  })
})
