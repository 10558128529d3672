import { describe, expect, it } from 'vitest'
import { text, withHeader } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { makeRequest } from '../test/make-request.ts'
import { mapRequest, mapResponse } from './map.ts'

const echo: Application = (request) => text(request.path)

describe('mapRequest', () => {
  it('hands the derived request inwards', () => {
    const app = mapRequest((request) => ({ ...request, path: '/b' }))(echo)
    expect(app(makeRequest({ path: '/a' }))).toMatchObject({ body: '/b' })
  })

  it('waits for a promise', async () => {
    const app = mapRequest(async (request) => ({ ...request, path: '/b' }))(echo)
    expect(await app(makeRequest())).toMatchObject({ body: '/b' })
  })

  it('does not call the application when it fails', async () => {
    const app = mapRequest(async () => Promise.reject(new Error('no')))(() => {
      throw new Error('called')
    })
    await expect(app(makeRequest())).rejects.toThrow('no')
  })
})

describe('mapResponse', () => {
  it('changes the response, knowing the request', () => {
    const app = mapResponse((response, { method }) => withHeader(response, 'x-method', method))(echo)
    expect(app(makeRequest())).toMatchObject({ headers: { 'x-method': 'GET' }, body: '/' })
  })

  it('waits for a promise', async () => {
    const app = mapResponse(async (response) => ({ ...response, status: 202 }))(echo)
    expect(await app(makeRequest())).toMatchObject({ status: 202 })
  })
})
