import Negotiator from 'negotiator'
import { describe, expect, it } from 'vitest'
import { lookupLanguage } from './language.ts'

describe('RFC 4647 §3.4: lookupLanguage', () => {
  it.each([
    ['de', ['en', 'de'], 'de'],
    ['DE', ['en', 'de'], 'de'],
    // A range that is narrower than what there is
    ['de-CH', ['en', 'de'], 'de'],
    ['de-CH, en;q=0.5', ['en', 'de'], 'de'],
    ['zh-Hant-CN-x-private1', ['en', 'zh-Hant', 'zh'], 'zh-Hant'],
    ['fr-CA', ['fr', 'fr-CA'], 'fr-CA'],
    ['en-US, de;q=0.999', ['de', 'en'], 'en'],
    // A range that is wider
    ['en', ['de', 'en-GB'], 'en-GB'],
    ['en, en-GB;q=0.1', ['en-GB', 'en-US'], 'en-US'],
    // Weights
    ['da, en-gb;q=0.8, en;q=0.7', ['en', 'en-GB'], 'en-GB'],
    ['fr, *;q=0.1', ['en', 'fr'], 'fr'],
    ['fr, *;q=0.1', ['en', 'de'], 'en'],
    ['*, en;q=0', ['en', 'en-GB', 'de'], 'de'],
    ['de-CH, de;q=0', ['de', 'en'], undefined],
    // Nothing in common
    ['fr', ['en', 'de'], undefined],
    ['e', ['en'], undefined],
    ['en;q=0', ['en'], undefined],
    // No preference
    ['', ['en', 'de'], 'en'],
    ['q=;;', ['en', 'de'], 'en'],
    [undefined, ['en', 'de'], 'en'],
    [undefined, [], undefined],
  ])('%s of %j gives %s', (value, available, expected) => {
    expect(lookupLanguage(value, available)).toBe(expected)
  })

  it('finds all that negotiator finds', () => {
    const ranges = ['en', 'en-GB', 'de', 'de-AT', '*', 'fr;q=0.5', 'en;q=0.2']
    for (const first of ranges) {
      for (const second of ranges) {
        const value = `${first}, ${second}`
        const available = ['en', 'de', 'en-GB']
        const found = new Negotiator({ headers: { 'accept-language': value } }).languages(available)
        expect([value, lookupLanguage(value, available) !== undefined]).toEqual([value, found.length > 0])
      }
    }
  })

  it('is linear in what is sent (ER5)', () => {
    const started = performance.now()
    for (const item of ['en-', 'en,', 'en;q=0.1,', 'a-b-', ';q=', '*,'])
      lookupLanguage(item.repeat(20_000), ['en', 'de'])
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
