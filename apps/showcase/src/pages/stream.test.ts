import { describe, expect, it, vi } from 'vitest'
import { FrozenClock } from '../../test/fake-clock.ts'
import { openSite } from '../../test/site.ts'

describe('streamed page', () => {
  it('arrives in fourteen chunks, the lines a quarter of a second apart', async () => {
    const { chunks, headers } = await openSite().stream('GET', '/stream')
    expect(headers['x-accel-buffering']).toBe('no')

    const texts: string[] = []
    for await (const chunk of chunks) texts.push(new TextDecoder().decode(chunk))
    expect(texts).toHaveLength(14)
    expect(texts[0]).toMatch(/^<!doctype html>[^]*<ol class="poem">\s*$/)
    expect(texts[1]).toBe('<li>A byte arrives, and then a thousand more: <small>0.25 s</small></li>')
    expect(texts[12]).toContain('<small>3.00 s</small>')
    expect(texts[13]).toContain('14 chunks in 3.00 s')
  })

  it('stops when the reader leaves', async () => {
    const clock = new FrozenClock()
    const stream = await openSite(clock).stream('GET', '/stream')
    const chunks = stream.chunks[Symbol.asyncIterator]()
    await chunks.next()
    const next = chunks.next()
    await vi.waitFor(() => expect(clock.sleepers).toBe(1))
    stream.abort()
    await expect(next).rejects.toMatchObject({ name: 'AbortError' })
    expect(clock.sleepers).toBe(0)
  })
})
