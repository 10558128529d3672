import { existsSync } from 'node:fs'
import { html, json, notFound, readText, text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { start } from '@tsgi/test-servers'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { cors } from '../src/index.ts'
import type { CorsOptions } from '../src/index.ts'

/** Where Debian puts it, and how to start it in a container without its talking to others. */
const CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
]

interface Stage {
  readonly page: Page
  /** The origin of the page. */
  readonly origin: string
  /** Origin of the other server, whose application is behind `cors`. */
  readonly api: string
  /** Methods of the requests that the other server got, in order. */
  readonly methods: string[]
}

const api: Application = async (request) => {
  switch (request.path) {
    case '/401':
      return json({ error: 'who?' }, { status: 401 })
    case '/413':
      return text(await readText(request, { maxBytes: 1 }))
    case '/404':
      return notFound()
    case '/500':
      throw new Error('secret')
    case '/cookie':
      return text(request.headers['cookie'] ?? 'none', { headers: { 'set-cookie': 'id=1; Path=/' } })
    default:
      return text(request.method, { headers: { 'x-total': '3', 'x-secret': '4' } })
  }
}

describe.runIf(existsSync(CHROMIUM))('in Chromium', { timeout: 60_000 }, () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  }, 60_000)
  afterAll(() => browser.close())

  /** A page of one server, and another server that allows what the options say; ports tell origins apart. */
  async function stage(options: (origin: string) => CorsOptions): Promise<Stage> {
    const methods: string[] = []
    const { url: origin } = await start(() => html('<!doctype html><title>page</title>'))
    const allowing = cors(options(origin))(api)
    const { url } = await start((request) => {
      methods.push(request.method)
      return allowing(request)
    })
    const context = await browser.newContext()
    onTestFinished(() => context.close())
    const page = await context.newPage()
    await page.goto(origin)
    return { page, origin, api: url, methods }
  }

  it('a page reads answers of the server that allows it, and no other page does', async () => {
    const allowed = await stage((origin) => ({ origin }))
    expect(await read(allowed, '/')).toMatchObject({ status: 200, text: 'GET' })
    const other = await stage(() => ({ origin: 'https://app.example.com' }))
    expect(await read(other, '/')).toBe('TypeError')
    expect(other.methods).toEqual(['GET'])
  })

  it('asks first, and sends what was allowed', async () => {
    const at = await stage((origin) => ({ origin, allowedHeaders: ['content-type', 'x-a'] }))
    const init = { method: 'PUT', headers: { 'content-type': 'application/json', 'X-A': '1' }, body: '{}' }
    expect(await read(at, '/', init)).toMatchObject({ status: 200, text: 'PUT' })
    expect(at.methods).toEqual(['OPTIONS', 'PUT'])
  })

  it.each<[string, RequestInit]>([
    ['a method', { method: 'DELETE' }],
    ['a field', { headers: { 'x-b': '1' } }],
  ])('does not send what was not allowed: %s', async (_what, init) => {
    const at = await stage((origin) => ({ origin, methods: ['PUT'], allowedHeaders: ['x-a'] }))
    expect(await read(at, '/', init)).toBe('TypeError')
    expect(at.methods).toEqual(['OPTIONS'])
  })

  it('sends whatever it asked for', async () => {
    const at = await stage((origin) => ({ origin, methods: 'requested', allowedHeaders: 'requested' }))
    const headers = { authorization: 'Bearer x', 'x-b': '1' }
    expect(await read(at, '/', { method: 'Purge', headers })).toMatchObject({ text: 'Purge' })
  })

  it('asks once for as long as it was told', async () => {
    const at = await stage((origin) => ({ origin, maxAgeSeconds: 600 }))
    await read(at, '/', { method: 'PUT' })
    await read(at, '/', { method: 'PUT' })
    expect(at.methods).toEqual(['OPTIONS', 'PUT', 'PUT'])
  })

  it('sends cookies where credentials are allowed, and reads no answer where they are not', async () => {
    const allowed = await stage((origin) => ({ origin, credentials: true }))
    expect(await read(allowed, '/cookie', { credentials: 'include' })).toMatchObject({ text: 'none' })
    expect(await read(allowed, '/cookie', { credentials: 'include' })).toMatchObject({ text: 'id=1' })
    expect(await read(allowed, '/cookie')).toMatchObject({ text: 'none' })
    const open = await stage(() => ({}))
    expect(await read(open, '/cookie', { credentials: 'include' })).toBe('TypeError')
    expect(await read(open, '/cookie')).toMatchObject({ text: 'none' })
  })

  it('shows a script the fields that are exposed, and no others', async () => {
    const at = await stage((origin) => ({ origin, exposedHeaders: ['x-total'] }))
    expect(await read(at, '/')).toMatchObject({ total: '3', secret: null })
    const open = await stage(() => ({ exposedHeaders: '*' }))
    expect(await read(open, '/')).toMatchObject({ total: '3', secret: '4' })
  })

  it('reads answers that tell of errors, thrown ones too where the client is at fault', async () => {
    const at = await stage((origin) => ({ origin }))
    expect(await read(at, '/401')).toMatchObject({ status: 401, text: '{"error":"who?"}' })
    expect(await read(at, '/404')).toMatchObject({ status: 404 })
    expect(await read(at, '/413', { method: 'POST', body: 'too long' })).toMatchObject({
      status: 413,
      text: '',
    })
    expect(await read(at, '/500')).toBe('TypeError')
  })

  it('reads answers from a sandboxed frame only where null is spelled out', async () => {
    const open = await stage(() => ({ origin: [() => true, 'null'] }))
    expect(await readInSandbox(open)).toBe('GET')
    const closed = await stage(() => ({ origin: [() => true, /.*/] }))
    expect(await readInSandbox(closed)).toBe('TypeError')
  })
})

/** Fetches in the page. @returns what a script sees of the answer, or the name of the error */
function read({ page, api: url }: Stage, path: string, init: RequestInit = {}): Promise<unknown> {
  return page.evaluate(
    async ([target, options]) => {
      try {
        const answer = await fetch(target, options)
        return {
          status: answer.status,
          text: await answer.text(),
          total: answer.headers.get('x-total'),
          secret: answer.headers.get('x-secret'),
        }
      } catch (error) {
        return (error as Error).name
      }
    },
    [url + path, init as { method?: string }] as const,
  )
}

async function readInSandbox({ page, api: url }: Stage): Promise<unknown> {
  const script = `fetch('${url}').then((answer) => answer.text(), (error) => error.name).then((text) => document.title = text)`
  await page.setContent(`<iframe sandbox="allow-scripts" srcdoc="<script>${script}</script>"></iframe>`)
  const frame = page.frames().find((each) => each !== page.mainFrame())!
  await frame.waitForFunction('document.title !== ""')
  return frame.title()
}
