import type { StreamedAnswer } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { FrozenClock } from '../../test/fake-clock.ts'
import { openSite } from '../../test/site.ts'

describe('events page', () => {
  it('shows time and watchers without a script, too', async () => {
    const site = openSite()
    const stream = await site.stream('GET', '/events/stream')
    const { text } = await site.get('/events')
    stream.abort()
    expect(text).toContain('<time>12:00:00</time>')
    expect(text).toContain('<dd data-figure="watchers">1</dd>')
  })
})

describe('event stream', () => {
  it('says how it is to be read and kept', async () => {
    const stream = await openSite().stream('GET', '/events/stream')
    expect(stream.status).toBe(200)
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    stream.abort()
  })

  it('sends an event each second', async () => {
    const stream = await openSite().stream('GET', '/events/stream')
    expect(await take(stream, 3)).toEqual([
      'retry: 2000\n\n',
      'event: tick\nid: 1\ndata: {"time":"2026-01-31T12:00:00.000Z","watchers":1}\n\n',
      'event: tick\nid: 2\ndata: {"time":"2026-01-31T12:00:01.000Z","watchers":1}\n\n',
    ])
  })

  it('counts who watches, and stops counting who has left', async () => {
    const site = openSite(new FrozenClock())
    const first = await site.stream('GET', '/events/stream')
    const second = await site.stream('GET', '/events/stream')
    expect(await watchers(second)).toBe(2)
    first.abort()
    const third = await site.stream('GET', '/events/stream')
    expect(await watchers(third)).toBe(1)
  })

  it('does not start for HEAD', async () => {
    const site = openSite()
    await site.head('/events/stream')
    expect(await watchers(await site.stream('GET', '/events/stream'))).toBe(1)
  })
})

/** The first chunks, as text; then leaves. */
async function take(stream: StreamedAnswer, count: number): Promise<string[]> {
  const texts: string[] = []
  for await (const chunk of stream.chunks) {
    texts.push(new TextDecoder().decode(chunk))
    if (texts.length === count) break
  }
  stream.abort()
  return texts
}

/** The number of watchers that the first event tells. */
async function watchers(stream: StreamedAnswer): Promise<number> {
  const [, event = ''] = await take(stream, 2)
  const [, data = ''] = /^data: (.*)$/m.exec(event) ?? []
  return (JSON.parse(data) as { watchers: number }).watchers
}
