import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { client } from '@tsgi/testing'
import { fromFetch } from './index.ts'
import { LightResponse, lightenResponses } from './light-response.ts'

const { Response: Native } = globalThis
lightenResponses()

const isLight = (response: Response): boolean => LightResponse.take(response) !== undefined

describe('a light response', () => {
  it('is what a string makes', () => {
    expect(isLight(new Response('text'))).toBe(true)
    expect(isLight(new Response('text', { status: 404, headers: { 'x-a': 'b' } }))).toBe(true)
    expect(isLight(new Native('text'))).toBe(false)
  })

  it.each<[string, () => Response]>([
    ['null', () => new Response(null)],
    ['bytes', () => new Response(new Uint8Array(1))],
    ['a stream', () => new Response(new ReadableStream())],
    ['a string with a reason phrase', () => new Response('text', { statusText: 'Fine' })],
    ['a static', () => Response.json({})],
    ['a subclass', () => new (class extends Response {})('text')],
  ])('is not what %s makes', (_name, make) => {
    expect(isLight(make())).toBe(false)
  })

  it.each<[string, () => Response]>([
    ['a status out of range', () => new Response('text', { status: 199 })],
    ['content where there is none', () => new Response('text', { status: 204 })],
    ['a field name', () => new Response('text', { headers: { 'a b': 'c' } })],
    ['a reason phrase', () => new Response('text', { statusText: 'a\r\nb' })],
  ])('refuses what the native one refuses: %s', (_name, make) => {
    expect(make).toThrow(/./)
  })

  it('passes for a Response, as native ones do', () => {
    for (const response of [new Response('text'), new Native('text')]) {
      expect(response).toBeInstanceOf(Response)
      expect(response).toBeInstanceOf(Native)
      expect(response.constructor.name).toBe('Response')
      expect(Object.keys(response)).toEqual([])
      expect(inspect(response)).toMatch(/^Response \{/)
    }
  })

  it('tells what the native one tells', async () => {
    const init = { status: 201, headers: [['x-a', 'b'] as [string, string]] }
    for (const args of [['grüße'], ['', init], ['text', { headers: { 'content-type': 'a/b' } }]] as Array<
      [string]
    >) {
      const [light, native] = [new Response(...args), new Native(...args)]
      for (const name of ['status', 'statusText', 'ok', 'type', 'url', 'redirected', 'bodyUsed'] as const) {
        expect(light[name]).toBe(native[name])
      }
      expect([...light.headers]).toEqual([...native.headers])
      expect(await light.text()).toBe(await native.text())
      expect(light.bodyUsed).toBe(true)
    }
  })

  it('is read once', async () => {
    const response = new Response('{"a":1}')
    expect(await response.json()).toEqual({ a: 1 })
    await expect(response.text()).rejects.toThrow(TypeError)
    expect(() => response.clone()).toThrow(TypeError)
  })

  it('is cloned with its fields as they are then', async () => {
    const response = new Response('text')
    response.headers.set('x-a', '1')
    const copy = response.clone()
    response.headers.set('x-a', '2')
    expect([copy.headers.get('x-a'), response.headers.get('x-a')]).toEqual(['1', '2'])
    expect([await copy.text(), await response.text()]).toEqual(['text', 'text'])
  })

  it('makes another one', async () => {
    const response = new Response('text', { status: 201, headers: { 'x-a': 'b' } })
    const copy = new Response(response.body, response)
    expect([copy.status, copy.headers.get('x-a'), await copy.text()]).toEqual([201, 'b', 'text'])
  })

  it('is answered with, read or not', async () => {
    const inside = client(fromFetch(() => new Response('grüße', { headers: { 'set-cookie': 'a=1' } })))
    const answer = await inside.get('/')
    expect([answer.text, answer.headers['content-length'], answer.headers['set-cookie']]).toEqual([
      'grüße',
      '7',
      ['a=1'],
    ])
    expect((await inside.head('/')).headers['content-length']).toBe('7')
    const touched = fromFetch(() => {
      const response = new Response('touched')
      return response.body === null ? new Response(null) : response
    })
    expect((await client(touched).get('/')).text).toBe('touched')
  })
})
