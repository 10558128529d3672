import type { Answer, Client } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { openSite } from '../../test/site.ts'

const milk = { title: 'Milk', text: 'Two litres' }
const bread = { title: 'Bread', text: '' }

describe('all notes', () => {
  it('are none at first', async () => {
    expect((await openSite().get('/api/notes')).json()).toEqual([])
  })

  it('are listed in the order of creation', async () => {
    const site = await siteWith(milk, bread)
    await site.put('/api/notes/1', { json: milk })
    expect((await site.get('/api/notes')).json()).toMatchObject([
      { id: '1', ...milk },
      { id: '2', ...bread },
    ])
  })

  it('answer OPTIONS and HEAD', async () => {
    const site = openSite()
    expect((await site.options('/api/notes')).headers['allow']).toBe('GET, POST, HEAD, OPTIONS')
    expect((await site.head('/api/notes')).headers['content-length']).toBe('2')
  })
})

describe('creating', () => {
  it('answers 201 with the note and where it is', async () => {
    const answer = await openSite().post('/api/notes', { json: milk })
    expect(answer.status).toBe(201)
    expect(answer.headers['location']).toBe('/api/notes/1')
    expect(answer.json()).toEqual({ id: '1', ...milk, updated: '2026-01-31T12:00:00.000Z' })
  })

  it('keeps nothing but title and text', async () => {
    const answer = await openSite().post('/api/notes', { json: { ...milk, id: '7', more: true } })
    expect(Object.keys(answer.json() as object)).toEqual(['id', 'title', 'text', 'updated'])
  })

  it('does not use an id again', async () => {
    const site = await siteWith(milk)
    await site.delete('/api/notes/1')
    expect((await site.post('/api/notes', { json: milk })).headers['location']).toBe('/api/notes/2')
  })

  it('answers 409 when a hundred are there, until one is deleted', async () => {
    const site = await siteWith(...Array<typeof milk>(100).fill(milk))
    expectProblem(await site.post('/api/notes', { json: milk }), 409)
    await site.delete('/api/notes/50')
    expect((await site.post('/api/notes', { json: milk })).status).toBe(201)
  })
})

describe('one note', () => {
  it('is read', async () => {
    const site = await siteWith(milk)
    expect((await site.get('/api/notes/1')).json()).toMatchObject(milk)
  })

  it('is replaced', async () => {
    const site = await siteWith(milk)
    const answer = await site.put('/api/notes/1', { json: bread })
    expect(answer.status).toBe(200)
    expect(answer.json()).toMatchObject({ id: '1', ...bread })
    expect((await site.get('/api/notes/1')).json()).toEqual(answer.json())
  })

  it('is deleted', async () => {
    const site = await siteWith(milk)
    const answer = await site.delete('/api/notes/1')
    expect(answer).toMatchObject({ status: 204, text: '' })
    expectProblem(await site.get('/api/notes/1'), 404)
  })

  it('is not brought back by a replacement that was on its way when it was deleted', async () => {
    const site = await siteWith(milk)
    const headers = { 'content-type': 'application/json' }
    const body = (async function* () {
      yield JSON.stringify(bread)
      await site.delete('/api/notes/1')
    })()
    expectProblem(await site.put('/api/notes/1', { headers, body }), 404)
  })
})

describe('errors', () => {
  it.each(['/api/notes/1', '/api/notes/', '/api/notes/1/2', '/api/notes/__proto__', '/api/notes/%31'])(
    '%s does not exist',
    async (target) => {
      const site = openSite()
      expectProblem(await site.get(target), 404)
      expectProblem(await site.put(target, { json: milk }), 404)
      expectProblem(await site.delete(target), 404)
    },
  )

  it('answers 405 with the methods that there are', async () => {
    const site = openSite()
    const all = await site.delete('/api/notes')
    expectProblem(all, 405)
    expect(all.headers['allow']).toBe('GET, POST, HEAD, OPTIONS')
    const one = await site.post('/api/notes/1', { json: milk })
    expectProblem(one, 405)
    expect(one.headers['allow']).toBe('GET, PUT, DELETE, HEAD, OPTIONS')
  })

  it('answers what is not JSON with 400', async () => {
    const headers = { 'content-type': 'application/json' }
    for (const body of [
      '',
      '{',
      '{"title":"a","text":"b","__proto__":{}}',
      new Uint8Array([0x22, 0xff, 0x22]),
    ]) {
      expectProblem(await openSite().post('/api/notes', { headers, body }), 400)
    }
  })

  it('answers another content type with 415', async () => {
    const body = JSON.stringify(milk)
    expectProblem(await openSite().post('/api/notes', { body }), 415)
    expectProblem(
      await openSite().post('/api/notes', { headers: { 'content-type': 'text/plain' }, body }),
      415,
    )
  })

  it('answers JSON of another shape with 422', async () => {
    for (const json of [
      null,
      [],
      'title',
      {},
      { title: 'a' },
      { title: ' ', text: 'b' },
      { title: 'a', text: 1 },
    ]) {
      expectProblem(await openSite().post('/api/notes', { json }), 422)
    }
    const site = await siteWith(milk)
    expectProblem(await site.put('/api/notes/1', { json: {} }), 422)
    expect((await site.get('/api/notes/1')).json()).toMatchObject(milk)
  })

  it('answers more than 4 KiB with 413', async () => {
    const spare = 4 * 1024 - JSON.stringify({ title: 'a', text: '' }).length
    const site = openSite()
    expect((await site.post('/api/notes', { json: { title: 'a', text: 'x'.repeat(spare) } })).status).toBe(
      201,
    )
    expectProblem(await site.post('/api/notes', { json: { title: 'a', text: 'x'.repeat(spare + 1) } }), 413)
  })
})

async function siteWith(...notes: ReadonlyArray<typeof milk>): Promise<Client> {
  const site = openSite()
  for (const note of notes) await site.post('/api/notes', { json: note })
  return site
}

function expectProblem(answer: Answer, status: number): void {
  expect(answer.status).toBe(status)
  expect(answer.headers['content-type']).toBe('application/problem+json')
  expect(answer.json()).toEqual({
    type: 'about:blank',
    title: expect.any(String) as string,
    status,
    detail: expect.any(String) as string,
  })
}
