import { existsSync } from 'node:fs'
import { html, noContent, readText } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { start } from '@tsgi/test-servers'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { csp, cspNonce, securityHeaders } from '../src/index.ts'
import type { SecurityHeadersOptions } from '../src/index.ts'

/** Where Debian puts it, and how to start it in a container without its talking to others. */
const CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
]

/** Two scripts, of which one has the nonce; the first notes what was refused. */
const scripted: Application = (request) =>
  html(`<!doctype html><title>page</title>
    <script nonce="${cspNonce(request)}">
      window.ran = ['nonce']
      window.refused = []
      document.addEventListener('securitypolicyviolation', (event) =>
        window.refused.push([event.effectiveDirective, event.blockedURI, event.disposition]))
    </script>
    <script>window.ran.push('bare')</script>
    <img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" onerror="window.ran.push('handler')">`)

interface Seen {
  readonly ran: string[]
  readonly refused: string[][]
}

describe.runIf(existsSync(CHROMIUM))('in Chromium', { timeout: 60_000 }, () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  }, 60_000)
  afterAll(() => browser.close())

  /** Opens what an application serves. @returns the page, and what the browser complained of */
  async function open(url: string): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext()
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(url)
    return { page, complaints }
  }

  const serveWith = async (options: SecurityHeadersOptions, application: Application): Promise<string> =>
    (await start(securityHeaders(options)(application))).url

  it('a script with the nonce runs, one without does not, and the page hears of it', async () => {
    const url = await serveWith({ contentSecurityPolicy: { scriptSrc: [csp.nonce] } }, scripted)
    const { page, complaints } = await open(url)
    const { ran, refused } = await seenBy(page)
    expect(ran).toEqual(['nonce'])
    expect(refused).toContainEqual(['script-src-elem', 'inline', 'enforce'])
    expect(refused).toContainEqual(['script-src-attr', 'inline', 'enforce'])
    expect(complaints.some((text) => text.includes('Content Security Policy'))).toBe(true)
  })

  it('a policy that only reports lets run, and reports', async () => {
    const reports: string[] = []
    const application: Application = async (request) => {
      if (request.path !== '/reports') return scripted(request)
      reports.push(await readText(request))
      return noContent()
    }
    const url = await serveWith(
      {
        contentSecurityPolicy: false,
        contentSecurityPolicyReportOnly: {
          scriptSrc: [csp.nonce],
          scriptSrcAttr: false,
          reportUri: ['/reports'],
        },
      },
      application,
    )
    const { page } = await open(url)
    const { ran, refused } = await seenBy(page)
    expect(ran).toContain('bare')
    expect(refused).toContainEqual(['script-src-elem', 'inline', 'report'])
    await vi.waitFor(() => expect(reports.join('\n')).toContain('"disposition":"report"'))
  })

  it('another site does not get a page into its frame, the same one does', async () => {
    const framed = await serveWith({}, ({ path }) =>
      html(path === '/outer' ? '<iframe src="/"></iframe>' : '<p>framed</p>'),
    )
    const other = await start(() => html(`<iframe src="${framed}"></iframe>`))
    const foreign = await open(other.url)
    expect(await frameText(foreign.page)).not.toContain('framed')
    expect(foreign.complaints.join('\n')).toContain('frame-ancestors')
    const own = await open(`${framed}/outer`)
    expect(await frameText(own.page)).toContain('framed')
  })

  it('the strict preset isolates a page, denies features, and says nothing that the browser does not know', async () => {
    const { page, complaints } = await open(await serveWith({ preset: 'strict' }, () => html('<p>hello')))
    const state = await page.evaluate(() => {
      const { crossOriginIsolated, originAgentCluster, document } = globalThis as unknown as {
        crossOriginIsolated: boolean
        originAgentCluster: boolean
        document: { featurePolicy: { allowsFeature: (name: string) => boolean } }
      }
      const allows = ['camera', 'usb', 'fullscreen'].map((name) => document.featurePolicy.allowsFeature(name))
      return { crossOriginIsolated, originAgentCluster, allows }
    })
    expect(state).toEqual({
      crossOriginIsolated: true,
      originAgentCluster: true,
      allows: [false, false, true],
    })
    expect(complaints).toEqual([])
  })
})

async function seenBy(page: Page): Promise<Seen> {
  return page.evaluate(() => {
    const { ran, refused } = globalThis as unknown as Seen
    return { ran, refused }
  })
}

async function frameText(page: Page): Promise<string> {
  const frame = page.frames().find((each) => each !== page.mainFrame())!
  return frame.evaluate(
    () => (globalThis as unknown as { document: { body: { innerText: string } } }).document.body.innerText,
  )
}
