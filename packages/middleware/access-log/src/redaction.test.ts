import { describe, expect, it } from 'vitest'
import { redaction } from './redaction.ts'

describe('LG3 credentials', () => {
  it.each(['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key'])(
    'hides %s',
    (name) => {
      const { header } = redaction({})
      expect(header({ [name]: 'secret' }, name)).toBe('[redacted]')
      expect(header({}, name)).toBeUndefined()
    },
  )

  it('hides fields and parameters that were named, in any case', () => {
    const { header, query } = redaction({ headers: ['X-Session'], query: ['Invite'] })
    expect(header({ 'x-session': 's' }, 'x-session')).toBe('[redacted]')
    expect(query('INVITE=abc')).toBe('INVITE=[redacted]')
  })

  it.each([
    ['', ''],
    ['a=1&b=2', 'a=1&b=2'],
    ['token=x', 'token=[redacted]'],
    ['a=1&access_token=x=y&b', 'a=1&access_token=[redacted]&b'],
    ['Password=x&password=', 'Password=[redacted]&password=[redacted]'],
    ['%74oken=x', '%74oken=[redacted]'],
    ['%zz=x&sig=1', '%zz=x&sig=[redacted]'],
    ['token', 'token'],
    ['mytoken=x', 'mytoken=x'],
  ])('writes the query %s as %s', (query, expected) => {
    expect(redaction({}).query(query)).toBe(expected)
  })

  it.each([
    ['https://a.example/reset?token=x#y', 'https://a.example/reset?token=[redacted]#y'],
    ['https://a.example/#access_token=x&state=1', 'https://a.example/#access_token=[redacted]&state=1'],
    ['https://user:pass@a.example/b@c', 'https://[redacted]@a.example/b@c'],
    ['//@', '//[redacted]@'],
    ['nonsense', 'nonsense'],
  ])('writes the referrer %s as %s', (referer, expected) => {
    expect(redaction({}).header({ referer }, 'referer')).toBe(expected)
  })
})
