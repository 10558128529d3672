import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openSite } from '../../test/site.ts'

describe('download', () => {
  it.each(['1-MiB', '10-MiB', '100-MiB'])('%s has the digest that the page shows', async (name) => {
    const site = openSite()
    const { text } = await site.get('/download')
    const { headers, chunks } = await site.stream('GET', `/download/${name}.bin`)
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of chunks) {
      bytes += chunk.byteLength
      hash.update(chunk)
    }
    expect(headers['content-length']).toBe(String(bytes))
    expect(text).toContain(`<code class="digest">${hash.digest('hex')}</code>`)
  })

  it('comes in chunks of 64 KiB, as a file to keep', async () => {
    const stream = await openSite().stream('GET', '/download/1-GiB.bin')
    expect(stream.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '1073741824',
      'content-disposition': 'attachment; filename="1-GiB.bin"',
    })
    const { value } = await stream.chunks[Symbol.asyncIterator]().next()
    expect(value).toHaveLength(64 * 1024)
    stream.abort()
  })

  it('tells the length of a file for HEAD', async () => {
    const answer = await openSite().head('/download/1-GiB.bin')
    expect(answer.headers['content-length']).toBe('1073741824')
    expect(answer.body).toHaveLength(0)
  })
})
