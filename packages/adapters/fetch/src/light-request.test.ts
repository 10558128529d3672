import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '@tsgi/spec'
import { content, httpRequest } from '../test/request.ts'
import { LightRequest } from './light-request.ts'
import { openNativeDoors } from './native-doors.ts'

openNativeDoors()

const { Request: NativeRequest } = globalThis

function light(parts: Partial<HttpRequest> = {}, path = '/'): Request {
  return new LightRequest(httpRequest(parts), `http://a.example${path}`) as unknown as Request
}

function post(...pieces: string[]): Request {
  return light({ method: 'POST', headers: { 'content-type': 'text/plain' }, body: content(...pieces) })
}

describe('a light request', () => {
  it('passes for a Request', () => {
    const request = light()
    expect(request).toBeInstanceOf(Request)
    expect(request.headers).toBeInstanceOf(Headers)
    expect(Object.prototype.toString.call(request)).toBe('[object Request]')
    expect(request.constructor.name).toBe('Request')
    expect(Object.keys(request)).toEqual([])
  })

  it('has every member of a Request', () => {
    const request = light({ method: 'POST', body: content('a') })
    const native = new NativeRequest('http://a.example/', { method: 'POST', body: 'a' })
    const names = Object.getOwnPropertyNames(NativeRequest.prototype) as Array<keyof Request>
    const kinds = (of: Request): string[] => names.map((name) => `${name}: ${typeof of[name]}`)
    expect(kinds(request)).toEqual(kinds(native))
    expect(request.cache).toBe('default')
    expect(request.redirect).toBe('follow')
    expect(request.duplex).toBe('half')
  })

  it('tells method, URL and signal of the request that it stands on', () => {
    const request = httpRequest({ method: 'PURGE' })
    const seen = new LightRequest(request, 'http://a.example/x')
    expect([seen.method, seen.url, seen.signal]).toEqual([
      'PURGE',
      'http://a.example/x',
      request.exchange.signal,
    ])
    expect(LightRequest.httpRequestOf(seen as unknown as Request)).toBe(request)
  })

  it('can be shown', () => {
    expect(inspect(light())).toMatch(/^Request \{/)
    expect(inspect(light().headers)).toMatch(/^Headers \{/)
  })
})

describe('its content', () => {
  it('is read as text without a byte order mark, as JSON, as bytes', async () => {
    expect(await post('\ufeffgr', 'üße').text()).toBe('grüße')
    expect(await post('{"a":', '[1]}').json()).toEqual({ a: [1] })
    expect(new Uint8Array(await post('a', 'b').arrayBuffer())).toEqual(new Uint8Array([97, 98]))
    await expect(post('{').json()).rejects.toThrow(SyntaxError)
  })

  it('is read as a blob, a form and a stream', async () => {
    expect(await (await post('blob').blob()).text()).toBe('blob')
    const body = content('a=1&b=', '2')
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect([...(await light({ method: 'POST', headers, body }).formData())]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ])
    const reader = post('one', 'two').body!.getReader()
    expect((await reader.read()).value).toEqual(new TextEncoder().encode('one'))
  })

  it('is read once', async () => {
    const request = post('a')
    expect(request.bodyUsed).toBe(false)
    expect(await request.text()).toBe('a')
    expect(request.bodyUsed).toBe(true)
    await expect(request.text()).rejects.toThrow(TypeError)
    await expect(request.json()).rejects.toThrow(TypeError)
    await expect(request.blob()).rejects.toThrow(TypeError)
    expect(() => request.clone()).toThrow(TypeError)
    expect(() => new Request(request)).toThrow(TypeError)
  })

  it('is read once through the native request, too', async () => {
    const request = post('a')
    const copy = request.clone()
    expect(await request.text()).toBe('a')
    expect(await copy.text()).toBe('a')
    expect(request.bodyUsed).toBe(true)
    await expect(request.arrayBuffer()).rejects.toThrow(TypeError)
  })

  it('is none with GET, whatever was sent', async () => {
    const request = light({ body: content('sent') })
    expect(request.body).toBeNull()
    expect([await request.text(), await request.text(), request.bodyUsed]).toEqual(['', '', false])
  })

  it('fails as the client does', async () => {
    const body = (async function* () {
      yield new Uint8Array(1)
      throw new Error('left')
    })()
    await expect(light({ method: 'POST', body }).text()).rejects.toThrow('left')
  })

  it('is pulled, and left when nobody wants more', async () => {
    const pulled: string[] = []
    const body = (async function* () {
      try {
        for (const name of ['one', 'two', 'three']) {
          pulled.push(name)
          yield new TextEncoder().encode(name)
        }
      } finally {
        pulled.push('left')
      }
    })()
    const reader = light({ method: 'POST', body }).body!.getReader()
    expect(pulled).toEqual([])
    await reader.read()
    expect(pulled).toEqual(['one'])
    await reader.cancel()
    expect(pulled).toEqual(['one', 'left'])
  })
})

describe('where only native requests pass', () => {
  it('goes through new Request', async () => {
    const derived = new Request(post('content'), { headers: { 'x-a': 'b' } })
    expect([derived.method, derived.headers.get('x-a'), await derived.text()]).toEqual([
      'POST',
      'b',
      'content',
    ])
    const spread = new Request('http://b.example/', light({ method: 'PUT', headers: { 'x-a': 'b' } }))
    expect([spread.method, spread.url, spread.headers.get('x-a')]).toEqual(['PUT', 'http://b.example/', 'b'])
  })

  it('goes through the constructor of a subclass', () => {
    class Traced extends Request {
      readonly traced = true
    }
    const traced = new Traced(light({ headers: { 'x-a': 'b' } }))
    expect([traced.headers.get('x-a'), traced.traced, traced instanceof Request]).toEqual(['b', true, true])
  })

  it('leaves other requests as they are', () => {
    expect(new Request('http://b.example/')).toBeInstanceOf(NativeRequest)
    expect(new NativeRequest('http://b.example/')).toBeInstanceOf(Request)
    expect(new Request(new NativeRequest('http://b.example/')).url).toBe('http://b.example/')
  })
})
