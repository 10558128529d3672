import { EventEmitter, once } from 'node:events'
import { existsSync } from 'node:fs'
import { compress } from '@tsgi/compress'
import { html, isStreamed, openBody } from '@tsgi/message'
import { serve } from '@tsgi/server'
import type { Server } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { events } from '../src/index.ts'
import type { ServerEvent } from '../src/index.ts'

/** Where Debian puts it. */
const CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-sync',
]

/** A page that writes down what its EventSource hears, until it has heard `last`. */
const PAGE = `<!doctype html><title>Events</title><script>
  const heard = []
  const finished = new Promise((resolve) => {
    const source = new EventSource('/events')
    const note = (name) => ({ data, lastEventId }) => {
      heard.push([name, data, lastEventId])
      if (data === 'last') resolve(heard, source.close())
    }
    source.onopen = () => heard.push(['open'])
    source.onmessage = note('message')
    source.addEventListener('tick', note('tick'))
  })
</script>`

describe.skipIf(!existsSync(CHROMIUM))("Chromium's EventSource", () => {
  let browser: Browser
  let server: Server
  const faults: unknown[] = []
  let application: Application = () => html(PAGE)

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
    const validated = validator({ onViolation: (error) => void faults.push(error), onWarning: () => {} })
    server = await serve(
      validated((request) => application(request)),
      { port: 0, onError: (error) => faults.push(error) },
    )
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close({ graceMs: 0 })
  })

  /** What a page hears of an application. */
  async function listen(
    stream: Application,
    layer: (app: Application) => Application = (app) => app,
  ): Promise<unknown> {
    application = layer((request) => (request.path === '/events' ? stream(request) : html(PAGE)))
    const page = await browser.newPage()
    try {
      await page.goto(server.url)
      return await page.evaluate('finished')
    } finally {
      await page.close()
    }
  }

  const all: ServerEvent[] = [
    { data: 'one' },
    { event: 'tick', id: ' 7', data: { n: [1, 'ü\n'] } },
    { comment: 'not\rheard', data: 'a\nb\r\nc\rd' },
    { data: 'evil\n\nid: evil\n\rdata: evil' },
    { data: '' },
    { id: 'no data, no event' },
    { data: 'last' },
  ]
  const heard = [
    ['open'],
    ['message', 'one', ''],
    ['tick', '{"n":[1,"ü\\n"]}', ' 7'],
    ['message', 'a\nb\nc\nd', ' 7'],
    ['message', 'evil\n\nid: evil\n\ndata: evil', ' 7'],
    ['message', '', ' 7'],
    ['message', 'last', 'no data, no event'],
  ]

  it('hears what was said', async () => {
    const stream: Application = (request) =>
      events(request, async function* () {
        yield* all
      })
    expect(await listen(stream)).toEqual(heard)
  })

  it('hears each event as it is said, also when it is compressed', async () => {
    let codings: string | undefined
    const stream: Application = (request) =>
      events(request, async function* () {
        codings = request.headers['accept-encoding']
        yield* all
      })
    expect(await listen(stream, compress())).toEqual(heard)
    expect(codings).toContain('gzip')
  })

  it('comes back after the time that it was told, and says where it was', async () => {
    const visits: Array<string | undefined> = []
    const stream: Application = (request) =>
      events(
        request,
        async function* ({ lastEventId }) {
          visits.push(lastEventId)
          yield lastEventId === undefined ? { id: 'größe', data: 'first' } : { data: 'last' }
        },
        { retryMs: 1 },
      )
    expect(await listen(stream)).toEqual([
      ['open'],
      ['message', 'first', 'größe'],
      ['open'],
      ['message', 'last', 'größe'],
    ])
    expect(visits).toEqual([undefined, 'größe'])
  })

  it('hears nothing of heartbeats, and ends the source when it leaves', async () => {
    const beats = new EventEmitter()
    const left = new EventEmitter()
    const stream: Application = (request) =>
      events(
        request,
        async function* ({ signal }) {
          yield 'one'
          await once(beats, 'third')
          yield 'last'
          await once(signal, 'abort')
          left.emit('left')
        },
        { heartbeatMs: 2 },
      )
    const ended = once(left, 'left')
    expect(await listen(stream, countBeats(beats))).toEqual([
      ['open'],
      ['message', 'one', ''],
      ['message', 'last', ''],
    ])
    await ended
  })

  it('met no fault', () => {
    expect(faults).toEqual([])
  })
})

/** Tells when three heartbeats have been sent, besides the comment at the beginning. */
function countBeats(beats: EventEmitter): (app: Application) => Application {
  return (app) => async (request) => {
    const response = await app(request)
    if (!isStreamed(response.body)) return response
    const { next, close } = openBody(response.body)
    let count = 0
    const counting = async function* (): AsyncGenerator<string | Uint8Array> {
      try {
        for (let step = await next(); step.done !== true; step = await next()) {
          if (step.value === ':\n\n' && ++count === 4) beats.emit('third')
          yield step.value
        }
      } finally {
        close()
      }
    }
    return { ...response, body: counting() }
  }
}
