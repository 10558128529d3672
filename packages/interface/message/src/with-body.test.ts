import { describe, expect, it } from 'vitest'
import type { HttpResponse } from '@tsgi/spec'
import { withBody, withStatus } from './with-body.ts'

const response: HttpResponse = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'hello' }

describe('withStatus', () => {
  it('changes nothing but the status', () => {
    expect(withStatus(response, 201)).toEqual({ ...response, status: 201 })
    expect(response.status).toBe(200)
  })
})

describe('withBody (LEN-5)', () => {
  it('drops what holds for the old bytes alone', () => {
    const headers = {
      'content-type': 'text/plain',
      'content-encoding': 'gzip',
      'content-length': '5',
      'content-md5': 'x',
      digest: 'sha-256=x',
      'content-digest': 'sha-256=:x:',
      'repr-digest': 'sha-256=:x:',
      'accept-ranges': 'bytes',
    }
    const changed = withBody({ ...response, headers }, 'other')
    expect(changed.body).toBe('other')
    expect(changed.headers).toEqual({ 'content-type': 'text/plain', 'content-encoding': 'gzip' })
  })

  it.each([
    ['"strong"', 'W/"strong"'],
    ['W/"weak"', 'W/"weak"'],
  ])('makes of the entity-tag %s the weak one %s', (etag, weak) => {
    expect(withBody({ ...response, headers: { etag } }, null).headers['etag']).toBe(weak)
  })

  it('leaves the old body open, because the new one may read from it', async () => {
    const old = (async function* () {
      yield 'a'
      yield 'b'
    })()
    const upper = (async function* () {
      for await (const chunk of old) yield chunk.toUpperCase()
    })()
    expect(withBody({ ...response, body: old }, upper).body).toBe(upper)
    expect(await upper.next()).toEqual({ done: false, value: 'A' })
  })
})
