import { noContent, text, withHeader } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { client } from './client.ts'

/** Answers the cookies that came, and sets those that the query names, each percent-encoded. */
const app: Application = ({ headers, query }) => {
  const lines = query === '' ? [] : query.split('&').map(decodeURIComponent)
  const answer = text(headers['cookie'] ?? 'none')
  return lines.length === 0 ? answer : withHeader(answer, 'set-cookie', lines)
}
const setting = (target: string, ...lines: string[]): string =>
  `${target}?${lines.map(encodeURIComponent).join('&')}`

describe('cookies', () => {
  it('are kept and sent back when the client is asked to', async () => {
    const asked = client(app, { cookies: true })
    await asked.get(setting('/', 'a=1', 'b="x=y"; HttpOnly; SameSite=Lax'))
    expect((await asked.get('/later')).text).toBe('a=1; b="x=y"')
    expect([...asked.cookies]).toEqual([
      ['a', '1'],
      ['b', '"x=y"'],
    ])
    await asked.get(setting('/', 'a=2'))
    expect(asked.cookies.get('a')).toBe('2')
  })

  it('are forgotten otherwise', async () => {
    const asked = client(app)
    await asked.get(setting('/', 'a=1'))
    expect((await asked.get('/')).text).toBe('none')
    expect(asked.cookies.size).toBe(0)
  })

  it('go by path, the longer first (RFC 6265 §5.4)', async () => {
    const asked = client(app, { cookies: true })
    await asked.get(
      setting('/shop/cart', 'root=1; Path=/', 'folder=2', 'cart=3; path=/shop/cart', 'odd=4; Path=x'),
    )
    expect((await asked.get('/shop/cart/a?b')).text).toBe('cart=3; folder=2; odd=4; root=1')
    expect((await asked.get('/shop')).text).toBe('folder=2; odd=4; root=1')
    expect((await asked.get('/shopping')).text).toBe('root=1')
  })

  it('go by scheme', async () => {
    const asked = client(app, { cookies: true })
    await asked.get(setting('/', '__Host-id=1; Secure; Path=/'))
    expect((await asked.get('/')).text).toBe('none')
    expect((await asked.get('/', { scheme: 'https' })).text).toBe('__Host-id=1')
  })

  it.each(['a=; Max-Age=0', 'a=; max-age=-1', 'a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'])(
    'end when they are told to: %s',
    async (line) => {
      const asked = client(app, { cookies: true })
      await asked.get(setting('/', 'a=1'))
      await asked.get(setting('/', line))
      expect((await asked.get('/')).text).toBe('none')
    },
  )

  it('stay where the age is later or makes no sense', async () => {
    const asked = client(app, { cookies: true })
    await asked.get(setting('/', 'a=1; Max-Age=60', 'b=2; Max-Age=soon', 'c=3; Expires=then'))
    expect([...asked.cookies.keys()]).toEqual(['a', 'b', 'c'])
  })

  it('of the request itself go before them, whatever the case of its name', async () => {
    const asked = client(app, { cookies: true })
    await asked.get(setting('/', 'a=1'))
    expect((await asked.get('/', { headers: { Cookie: 'own=1' } })).text).toBe('own=1')
  })

  it('are kept from streamed answers and empty ones', async () => {
    const asked = client(() => withHeader(noContent(), 'set-cookie', 'a=1'), { cookies: true })
    await asked.stream('GET', '/')
    expect(asked.cookies.get('a')).toBe('1')
  })
})
