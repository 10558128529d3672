import { describe, expect, it } from 'vitest'
import { httpRequest } from '../test/request.ts'
import { LightHeaders } from './light-headers.ts'
import { LightRequest } from './light-request.ts'

function light(fields: Record<string, string>): Headers {
  return new LightHeaders(
    httpRequest({ headers: { host: 'a.example', ...fields } }).headers,
  ) as unknown as Headers
}

describe('light headers', () => {
  it('find fields by a name in any case', () => {
    const headers = light({ 'x-one': '1', 'x-empty': '' })
    expect([
      headers.get('X-One'),
      headers.get('x-one'),
      headers.get('x-none'),
      headers.get('x-empty'),
    ]).toEqual(['1', '1', null, ''])
    expect([headers.has('HOST'), headers.has('x-none'), headers.has('constructor')]).toEqual([
      true,
      false,
      false,
    ])
  })

  it('refuse what is no name', () => {
    expect(() => light({}).get('a b')).toThrow(TypeError)
    expect(() => light({}).has('')).toThrow(TypeError)
    expect(() => light({}).get('ü')).toThrow(TypeError)
  })

  it('are read in order', () => {
    const headers = light({ b: '2', a: '1' })
    const seen: unknown[] = []
    headers.forEach((value, name, all) => seen.push([name, value, all === headers]))
    expect(seen.slice(0, 2)).toEqual([
      ['a', '1', true],
      ['b', '2', true],
    ])
    expect([...headers]).toEqual([...headers.entries()])
    expect([...headers.keys()]).toEqual(['a', 'b', 'host'])
    expect([...headers.values()]).toEqual(['1', '2', 'a.example'])
    expect(headers.getSetCookie()).toEqual([])
  })

  it('can be changed', () => {
    const headers = light({ a: '1' })
    headers.set('a', '2')
    headers.append('a', '3')
    headers.delete('host')
    expect([headers.get('a'), headers.has('host'), [...headers]]).toEqual(['2, 3', false, [['a', '2, 3']]])
  })

  it('make native headers', () => {
    const headers = light({ a: '1', __proto__x: 'x', latin: 'caf\u00e9' })
    expect(new Headers(headers).get('latin')).toBe('caf\u00e9')
    expect(new Response(null, { headers }).headers.get('a')).toBe('1')
  })

  it('keep a field that is called __proto__', () => {
    const fields = Object.create(null) as Record<string, string>
    fields['__proto__'] = 'value'
    const headers = new LightHeaders(fields) as unknown as Headers
    expect([headers.get('__proto__'), [...headers]]).toEqual(['value', [['__proto__', 'value']]])
  })

  it('stay those of the request when it becomes a native one', () => {
    const request = new LightRequest(
      httpRequest({ headers: { a: '1' } }),
      'http://a.example/',
    ) as unknown as Request
    const { headers } = request
    headers.set('a', '2')
    const copy = request.clone()
    headers.set('a', '3')
    expect([copy.headers.get('a'), request.headers.get('a'), request.clone().headers.get('a')]).toEqual([
      '2',
      '3',
      '3',
    ])
    expect(request.headers).toBe(headers)
  })
})
