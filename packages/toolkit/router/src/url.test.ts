import { client } from '@tsgi/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { get, router } from './index.ts'

const app = router()
  .get('/', { name: 'home' }, () => '')
  .get('/:a/:b', { name: 'two' }, (_request, params) => params)
  .get('/files/*path', { name: 'file' }, (_request, params) => params)
  .get('/café/%3Ax/', { name: 'odd' }, () => '')

describe('urlFor', () => {
  it('encodes', () => {
    expect(app.urlFor('two', { a: 'a/b'.replace('/', '?'), b: 'ü &#' })).toBe('/a%3Fb/%C3%BC%20%26%23')
    expect(app.urlFor('file', { path: 'a b/c' })).toBe('/files/a%20b/c')
    expect(app.urlFor('file', { path: '' })).toBe('/files/')
    expect(app.urlFor('odd')).toBe('/caf%C3%A9/%3Ax/')
  })

  it('has a query and a base path', () => {
    const query = { q: 'a b', n: 1, tag: ['x', 'y'], none: undefined }
    expect(app.urlFor('home', {}, { basePath: '/at', query })).toBe('/at/?q=a+b&n=1&tag=x&tag=y')
    expect(app.urlFor('home', {}, { query: { none: undefined } })).toBe('/')
  })

  it.each(['', '.', '..', 'a/b', 'a\\b', 'a\0'])('refuses %j, which no path can hold', (a) => {
    expect(() => app.urlFor('two', { a, b: 'b' })).toThrow("as 'a'")
  })

  it.each(['../etc', 'a/./b', 'a\\b'])('refuses %j for a rest', (path) => {
    expect(() => app.urlFor('file', { path })).toThrow("as 'path'")
  })

  it('refuses routes that it does not have', () => {
    expect(() => app.urlFor(get('/x', () => ''))).toThrow('The router has no such route')
    expect(() => app.urlFor('constructor' as never)).toThrow("No route is named 'constructor'")
  })

  it('makes what the router reads as the same', async () => {
    const asked = client(app)
    const readable = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => !/[/\\\0]|^\.\.?$|^files$/.test(text) && !/\p{Cs}/u.test(text))
    await fc.assert(
      fc.asyncProperty(readable, readable, async (a, b) => {
        expect((await asked.get(app.urlFor('two', { a, b }))).json()).toEqual({ a, b })
        const path = `${a}/${b}`
        expect((await asked.get(app.urlFor('file', { path }))).json()).toEqual({ path })
      }),
    )
  })
})
