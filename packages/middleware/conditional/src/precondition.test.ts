import { json, noContent, readJson, text } from '@tsgi/message'
import type { Application, HttpRequest } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { precondition } from './precondition.ts'
import type { CurrentRepresentation } from './precondition.ts'

const DATE = 'Tue, 02 Jan 2024 03:04:05 GMT'

/** A note that two people may change. */
function notes(): Application {
  let note: { version: number; text: unknown } | null = null
  return async (request) => {
    const etag = note === null ? undefined : `"${note.version}"`
    const refusal = precondition(request, note === null ? null : { etag })
    if (refusal !== null) return refusal
    if (request.method === 'PUT') {
      note = { version: (note?.version ?? 0) + 1, text: await readJson(request) }
      return { ...noContent(), headers: { etag: `"${note.version}"` } }
    }
    return note === null ? text('none\n', { status: 404 }) : json(note.text, { headers: { etag: etag! } })
  }
}

function requestOf(method: string, headers: Record<string, string>): HttpRequest {
  return { method, headers } as unknown as HttpRequest
}

describe('a note that two people change', () => {
  it('is made once, by If-None-Match: *', async () => {
    const { put, get } = client(notes())
    const create = { json: 'mine', headers: { 'if-none-match': '*' } }
    expect((await put('/', create)).status).toBe(204)
    expect((await put('/', { ...create, json: 'theirs' })).status).toBe(412)
    expect((await get('/')).json()).toBe('mine')
  })

  it('is not overwritten by who has not seen the last change', async () => {
    const { put, get, errors } = client(notes())
    await put('/', { json: 'first' })
    const seen = String((await get('/')).headers['etag'])
    expect((await put('/', { json: 'hers', headers: { 'if-match': seen } })).status).toBe(204)
    const late = await put('/', { json: 'his', headers: { 'if-match': seen } })
    expect([late.status, late.text]).toEqual([412, 'Precondition Failed\n'])
    expect((await get('/')).json()).toBe('hers')
    expect(errors).toEqual([])
  })

  it('is not changed where If-Match says that there should be one', async () => {
    const { put, get } = client(notes())
    expect((await put('/', { json: 'a', headers: { 'if-match': '*' } })).status).toBe(412)
    expect((await get('/')).status).toBe(404)
  })

  it('is not read again by who has it', async () => {
    const { put, get, errors } = client(notes())
    await put('/', { json: 'a' })
    const again = await get('/', { headers: { 'if-none-match': '"1"' } })
    expect([again.status, again.headers['etag'], again.body.length, errors]).toEqual([304, '"1"', 0, []])
  })
})

describe('precondition', () => {
  it('gives 304 the fields that it must have, from those that the 200 would have', () => {
    const current: CurrentRepresentation = {
      etag: '"7"',
      lastModified: new Date(DATE),
      headers: { 'cache-control': 'no-cache', vary: 'cookie', 'content-type': 'text/plain' },
    }
    expect(precondition(requestOf('GET', { 'if-none-match': '"7"' }), current)).toEqual({
      status: 304,
      headers: { 'cache-control': 'no-cache', vary: 'cookie', etag: '"7"' },
      body: null,
    })
  })

  it.each([new Date(DATE), Date.parse(DATE) + 999])('takes a date and milliseconds (%s)', (lastModified) => {
    const current = { lastModified }
    const answer = precondition(requestOf('GET', { 'if-modified-since': DATE }), current)
    expect([answer?.status, answer?.headers]).toEqual([304, { 'last-modified': DATE }])
    expect(precondition(requestOf('PUT', { 'if-unmodified-since': DATE }), current)).toBeNull()
  })

  it('goes on without conditions, and with those that hold', () => {
    expect(precondition(requestOf('PUT', {}), { etag: '"7"' })).toBeNull()
    expect(precondition(requestOf('PUT', {}), null)).toBeNull()
    expect(precondition(requestOf('DELETE', { 'if-match': '"6", "7"' }), { etag: '"7"' })).toBeNull()
  })

  it.each(['OPTIONS', 'TRACE', 'CONNECT'])('has no conditions on %s (§13.2.1)', (method) => {
    expect(precondition(requestOf(method, { 'if-match': '"8"' }), { etag: '"7"' })).toBeNull()
  })

  it.each(['7', 'W/7', '"a b"', '"7" ', ''])('refuses what is no entity-tag: %o', (etag) => {
    expect(() => precondition(requestOf('GET', {}), { etag })).toThrow(
      `etag is an entity-tag, quotes included: got ${JSON.stringify(etag)}`,
    )
  })

  it('refuses what is no date', () => {
    expect(() => precondition(requestOf('GET', {}), { lastModified: NaN })).toThrow(TypeError)
  })
})
