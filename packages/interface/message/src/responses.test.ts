import { describe, expect, it } from 'vitest'
import { html, json, noContent, text } from './responses.ts'

describe('text, html and json', () => {
  it('name their media type', () => {
    expect(text('a')).toEqual({
      status: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: 'a',
    })
    expect(html('<p>')).toEqual({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: '<p>',
    })
    expect(json({ a: [1] })).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"a":[1]}',
    })
  })

  it('take a status and fields, a media type among them', () => {
    const options = { status: 422, headers: { 'content-type': 'application/problem+json', 'x-a': 'b' } }
    expect(json({}, options)).toEqual({ ...options, body: '{}' })
  })

  it('refuse a field name with capital letters, which would double the media type', () => {
    expect(() => text('a', { headers: { 'Content-Type': 'text/css' } })).toThrow("expected 'content-type'")
  })
})

describe('json', () => {
  it.each([undefined, () => 1, Symbol('s'), 1n])('has nothing for %s', (value) => {
    expect(() => json(value)).toThrow(TypeError)
  })

  it('sends null', () => {
    expect(json(null).body).toBe('null')
  })
})

describe('noContent', () => {
  it('is a 204 without body, length and type (LEN-4)', () => {
    expect(noContent()).toEqual({ status: 204, headers: {}, body: null })
  })
})
