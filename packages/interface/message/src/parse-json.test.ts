import { describe, expect, it } from 'vitest'
import { parseJson } from './parse-json.ts'

describe('parseJson (BD3)', () => {
  it.each(['null', '0', '"text"', '[]', '{}', '{"a":{"b":[1,"\\u0041",true]}}'])('parses %s', (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text))
  })

  it.each([
    '{"__proto__":{"admin":true}}',
    '{"__proto__":null}',
    '{"a":[{"b":{"__proto__":1}}]}',
    '{"\\u005f_proto__":{}}',
    '{"__pr\\u006Fto__":{}}',
    '{"constructor":{"prototype":{"admin":true}}}',
    '{"a":{"con\\u0073tructor":{"prot\\u006ftype":1}}}',
  ])('refuses %s', (text) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ code: 'BODY_JSON', status: 400 }))
  })

  it.each([
    '{"text":"__proto__ and constructor.prototype"}',
    '["__proto__"]',
    '{"constructor":"Ada"}',
    '{"constructor":{"name":"Ada"}}',
    '{"prototype":{"constructor":1}}',
    '{"constructor":null,"prototype":1}',
  ])('leaves %s alone', (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text))
  })

  it('neither overflows nor stalls on deep nesting, whether suspicious or not', () => {
    const depth = 300_000
    expect(() => parseJson('['.repeat(depth) + ']'.repeat(depth))).not.toThrow()
    expect(() => parseJson(`${'['.repeat(depth)}{"prototype":1}${']'.repeat(depth)}`)).not.toThrow()
    expect(() => parseJson(`${'['.repeat(depth)}{"__proto__":1}${']'.repeat(depth)}`)).toThrow('__proto__')
    expect(() => parseJson('['.repeat(depth))).toThrow('Not JSON')
  })
})
