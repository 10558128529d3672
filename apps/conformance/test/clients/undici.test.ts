import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { Agent, request } from 'undici'
import type { Dispatcher } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CERTIFICATE } from '../../src/certificate.ts'
import { serverTlsHttp2 } from '../../src/ways-in/server-tcp.ts'
import type { StartedWayIn } from '../../src/way-in.ts'
import { application, digest, DOWNLOAD_BYTES } from './application.ts'

describe('undici over HTTP/2', () => {
  let started: StartedWayIn
  const dispatcher = new Agent({ allowH2: true, connect: { ca: readFileSync(CERTIFICATE.cert) } })
  const ask = (
    path: string,
    body?: Buffer | Readable,
    how: { signal?: AbortSignal } = {},
  ): Promise<Dispatcher.ResponseData> =>
    request(started.url + path, { dispatcher, method: body ? 'POST' : 'GET', body: body ?? null, ...how })

  beforeAll(async () => void (started = await serverTlsHttp2.start(application())))
  afterAll(async () => {
    await dispatcher.destroy()
    await started?.close()
  })

  it('speaks it, many times over', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask('/version')))
    const told = await Promise.all(answers.map(({ body }) => body.json()))
    for (const one of told) expect(one).toEqual({ httpVersion: '2.0', scheme: 'https', alpn: 'h2' })
  })

  it('uploads, with a length and without', async () => {
    const content = Buffer.alloc(5_000_000, 'undici')
    const pieces = Array.from({ length: 50 }, (_, i) => content.subarray(i * 100_000, (i + 1) * 100_000))
    for (const body of [content, Readable.from(pieces)])
      await expect((await ask('/digest', body)).body.json()).resolves.toEqual(digest(content))
  })

  it('downloads', async () => {
    const { body } = await ask('/download')
    expect((await body.bytes()).length).toBe(DOWNLOAD_BYTES)
  })

  it('streams both ways, by turns', async () => {
    const upload = new Readable({ read() {} })
    const answering = ask('/echo', upload)
    upload.push('one')
    const { body } = await answering
    const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>
    for (const [heard, next] of [
      ['one', 'two'],
      ['two', 'three'],
      ['three', null],
    ]) {
      expect(String((await chunks.next()).value)).toBe(heard)
      upload.push(next)
    }
    expect((await chunks.next()).done).toBe(true)
  })

  it('reads what has trailers', async () => {
    // It has none to show over HTTP/2.
    expect(await (await ask('/trailers')).body.text()).toBe('content')
  })

  it('gets the answer behind 103', async () => {
    const { statusCode, body } = await ask('/hints')
    expect([statusCode, await body.text()]).toEqual([200, '<!doctype html><title>Hinted</title>'])
  })

  it('notices an answer that is cut off', async () => {
    const content = ask('/cut').then(({ body }) => body.text())
    await expect(content).rejects.toThrow('NGHTTP2_INTERNAL_ERROR')
  })

  it('leaves one answer, and the others are none the worse', async () => {
    const leaving = new AbortController()
    const { body } = await ask('/slow?left', undefined, { signal: leaving.signal })
    leaving.abort()
    await expect(body.text()).rejects.toThrow('aborted')
    expect((await ask('/version')).statusCode).toBe(200)
  })
})
