import { describe, expect, it } from 'vitest'
import type { HttpResponse } from '@tsgi/spec'
import { appendHeader, withHeader, withHeaders, withoutHeader } from './headers.ts'
import { makeRequest } from '../test/make-request.ts'

const response: HttpResponse = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'hello' }

function appended(headers: HttpResponse['headers'], name: string, value: string): unknown {
  return appendHeader({ ...response, headers }, name, value).headers[name]
}

describe('withHeader', () => {
  it('sets a field in a copy and leaves the original alone', () => {
    const changed = withHeader(response, 'etag', '"1"')
    expect(changed).toEqual({ ...response, headers: { 'content-type': 'text/plain', etag: '"1"' } })
    expect(response.headers).toEqual({ 'content-type': 'text/plain' })
  })

  it('replaces what a field held', () => {
    expect(withHeader(response, 'content-type', 'text/html').headers).toEqual({ 'content-type': 'text/html' })
  })

  it('takes several field lines for a response', () => {
    const cookies = ['a=1', 'b=2']
    expect(withHeader(response, 'set-cookie', cookies).headers['set-cookie']).toEqual(cookies)
  })

  it('changes requests as well', () => {
    const request = makeRequest({ headers: { host: 'example.com' }, path: '/a' })
    const changed = withHeader(request, 'x-user', 'ada')
    expect(changed).toEqual({ ...request, headers: { host: 'example.com', 'x-user': 'ada' } })
  })

  it('keeps members that it does not know', () => {
    const extension = Symbol.for('acme.extension')
    const trailers = () => ({})
    const changed = withHeader({ ...response, trailers, [extension]: 1 }, 'etag', '"1"')
    expect(changed.trailers).toBe(trailers)
    expect(changed[extension]).toBe(1)
  })

  it('makes records that inherit nothing, whatever the fields are called (HEAD-3, HD3)', () => {
    const { headers } = withHeader(response, '__proto__', 'polluted')
    expect(Object.keys(headers)).toEqual(['content-type', '__proto__'])
    expect(headers['constructor']).toBeUndefined()
    expect(headers['toString']).toBeUndefined()
    expect(Object.keys(withHeader({ ...response, headers }, 'etag', '"1"').headers)).toContain('__proto__')
  })

  it('copies own fields only', () => {
    const headers: Record<string, string> = Object.create({ inherited: 'x' })
    headers['own'] = 'y'
    expect(Object.keys(withHeader({ ...response, headers }, 'etag', '"1"').headers)).toEqual(['own', 'etag'])
  })

  it('leaves out request fields that are undefined', () => {
    const request = makeRequest({ headers: { host: 'example.com', cookie: undefined } })
    expect(Object.keys(withHeader(request, 'x-user', 'ada').headers)).toEqual(['host', 'x-user'])
  })

  it('refuses a name with capital letters and says how it is spelled (HEAD-5)', () => {
    expect(() => withHeader(response, 'Content-Type', 'text/html')).toThrow(
      new TypeError("Header names are lower-case: got 'Content-Type', expected 'content-type'"),
    )
  })

  it('knows by its type what requests and responses may hold', () => {
    // @ts-expect-error: a request field is one string
    expect(withHeader(makeRequest(), 'accept', ['text/html'])).toBeDefined()
    // @ts-expect-error: numbers are no field values (HEAD-6)
    expect(withHeader(response, 'content-length', 5)).toBeDefined()
  })
})

describe('withHeaders', () => {
  it('sets several fields', () => {
    const changed = withHeaders(response, { 'content-type': 'text/html', 'set-cookie': ['a=1', 'b=2'] })
    expect(changed.headers).toEqual({ 'content-type': 'text/html', 'set-cookie': ['a=1', 'b=2'] })
  })

  it('refuses a name with capital letters', () => {
    expect(() => withHeaders(response, { etag: '"1"', ETag: '"2"' })).toThrow("got 'ETag', expected 'etag'")
  })
})

describe('withoutHeader', () => {
  it('leaves a field out', () => {
    const changed = withoutHeader(withHeader(response, 'etag', '"1"'), 'content-type')
    expect(changed.headers).toEqual({ etag: '"1"' })
  })

  it('accepts a field that is not there', () => {
    expect(withoutHeader(response, 'etag')).toEqual(response)
  })

  it('refuses a name with capital letters', () => {
    expect(() => withoutHeader(response, 'ETag')).toThrow(TypeError)
  })
})

describe('appendHeader', () => {
  it('sets a field that is not there, or empty', () => {
    expect(appended({}, 'cache-control', 'private')).toBe('private')
    expect(appended({ 'cache-control': '' }, 'cache-control', 'private')).toBe('private')
  })

  it('joins lists with a comma', () => {
    expect(appended({ 'cache-control': 'private' }, 'cache-control', 'max-age=5')).toBe('private, max-age=5')
  })

  it('adds a field line to an array', () => {
    expect(appended({ link: ['</a>', '</b>'] }, 'link', '</c>')).toEqual(['</a>', '</b>', '</c>'])
  })

  it('gives each cookie its own line (HEAD-7, HD10)', () => {
    expect(appended({}, 'set-cookie', 'a=1')).toBe('a=1')
    expect(appended({ 'set-cookie': 'a=1' }, 'set-cookie', 'b=2')).toEqual(['a=1', 'b=2'])
    expect(appended({ 'set-cookie': ['a=1', 'b=2'] }, 'set-cookie', 'c=3')).toEqual(['a=1', 'b=2', 'c=3'])
  })

  it('joins the cookies of a request with a semicolon (HEAD-2)', () => {
    const request = makeRequest({ headers: { cookie: 'a=1' } })
    expect(appendHeader(request, 'cookie', 'b=2').headers['cookie']).toBe('a=1; b=2')
  })

  it('refuses a name with capital letters', () => {
    expect(() => appendHeader(response, 'Vary', 'accept')).toThrow(TypeError)
  })

  describe('of vary (RFC 9110 §12.5.5)', () => {
    it.each([
      ['accept', 'origin', 'accept, origin'],
      ['Accept-Encoding', 'accept-encoding', 'Accept-Encoding'],
      ['accept, ,origin', 'Origin, cookie', 'accept, origin, cookie'],
      ['accept', '*', '*'],
      ['*', 'accept', '*'],
    ])('makes of %j and %j the union %j', (held, value, union) => {
      expect(appended({ vary: held }, 'vary', value)).toBe(union)
    })

    it('makes one line of several', () => {
      expect(appended({ vary: ['accept', 'origin'] }, 'vary', 'ACCEPT, cookie')).toBe(
        'accept, origin, cookie',
      )
    })
  })
})
