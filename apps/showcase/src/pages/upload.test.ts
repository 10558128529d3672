import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openSite } from '../../test/site.ts'

const mebibyte = 1024 * 1024

describe('upload', () => {
  it('tells bytes, digest and seconds', async () => {
    const answer = await openSite().put('/upload/file', { body: 'hello\n' })
    expect(answer.status).toBe(200)
    expect(answer.json()).toEqual({
      bytes: 6,
      sha256: '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03',
      seconds: 0,
    })
  })

  it('takes an empty file', async () => {
    const answer = await openSite().put('/upload/file')
    expect(answer.json()).toMatchObject({ bytes: 0, sha256: createHash('sha256').digest('hex') })
  })

  it('takes a file in chunks of unknown length', async () => {
    const answer = await openSite().put('/upload/file', { body: ['hel', 'lo\n'] })
    expect(answer.json()).toMatchObject({ bytes: 6 })
  })

  it('takes 100 MiB', async () => {
    const answer = await openSite().put('/upload/file', { body: repeat(new Uint8Array(mebibyte), 100) })
    expect(answer.json()).toMatchObject({ bytes: 100 * mebibyte })
  })

  it('refuses what announces more, unread', async () => {
    let isRead = false
    const body = (function* () {
      isRead = true
      yield 'x'
    })()
    const headers = { 'content-length': String(100 * mebibyte + 1) }
    const answer = await openSite().put('/upload/file', { headers, body })
    expect(answer.status).toBe(413)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(isRead).toBe(false)
  })

  it('refuses what turns out to be more, at the chunk that is too much', async () => {
    let sent = 0
    const body = (function* () {
      for (; sent < 200; sent++) yield new Uint8Array(mebibyte)
    })()
    const answer = await openSite().put('/upload/file', { body })
    expect(answer.status).toBe(413)
    expect(sent).toBeLessThan(103)
  })

  it('shows the address for a terminal', async () => {
    const { text } = await openSite().get('/upload', { headers: { host: 'example.com:8080' } })
    expect(text).toContain('curl -T photo.jpg http://example.com:8080/upload/file')
  })
})

function* repeat(chunk: Uint8Array, times: number): Generator<Uint8Array> {
  for (let sent = 0; sent < times; sent++) yield chunk
}
