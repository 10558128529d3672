import { describe, expect, it } from 'vitest'
import { redirect } from './redirect.ts'

describe('redirect', () => {
  it('answers 302 with the location and a line of text', () => {
    expect(redirect('/login')).toEqual({
      status: 302,
      headers: { 'content-type': 'text/plain; charset=utf-8', location: '/login' },
      body: 'Redirecting to /login\n',
    })
  })

  it.each([301, 302, 303, 307, 308] as const)('takes the status %d', (status) => {
    expect(redirect('/', status).status).toBe(status)
  })

  it.each([200, 300, 304, 305, 306, 400, Number.NaN])('refuses the status %d', (status) => {
    // @ts-expect-error: no status of a redirect
    expect(() => redirect('/', status)).toThrow(TypeError)
  })

  it('leaves alone what a URI may hold (RFC 3986)', () => {
    const location = "https://user@[2001:db8::1]:8080/a%2Fb;c=1,2/~x-y_z.!$&'()*+?q=a+b%20c&r=/?#top"
    expect(redirect(location).headers['location']).toBe(location)
  })

  it.each([
    ['/café', '/caf%C3%A9'],
    ['/a b', '/a%20b'],
    ['/😀', '/%F0%9F%98%80'],
    ['/100%', '/100%25'],
    ['/%zz%41', '/%25zz%41'],
    ['/\\evil.example', '/%5Cevil.example'],
    ['/<script>"`{|}^', '/%3Cscript%3E%22%60%7B%7C%7D%5E'],
  ])('encodes %s as %s', (location, encoded) => {
    expect(redirect(location).headers['location']).toBe(encoded)
  })

  it.each(['/\r\nset-cookie: a=1', '/\n', '/\0', '/\t', '/\u007f', '/\u0085', '/\ud800'])(
    'refuses %j, which cannot be sent (RS1)',
    (location) => {
      expect(() => redirect(location)).toThrow(TypeError)
    },
  )
})
