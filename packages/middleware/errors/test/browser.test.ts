import { existsSync } from 'node:fs'
import { start } from '@tsgi/test-servers'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { errors } from '../src/index.ts'

/** Where Debian puts it, and how to start it in a container without its talking to others. */
const CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
]

describe.runIf(existsSync(CHROMIUM))('in Chromium', { timeout: 60_000 }, () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  }, 60_000)
  afterAll(() => browser.close())

  async function open(development: boolean, target: string): Promise<{ page: Page; complaints: string[] }> {
    const message = `<img src=x onerror="document.title = 'run'">`
    const app = errors({ development, onError: () => {} })(() => Promise.reject(new Error(message)))
    const { url } = await start(app)
    const context = await browser.newContext()
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (line) => complaints.push(line.text()))
    await page.goto(`${url}/${target}`)
    return { page, complaints: complaints.filter((line) => !line.includes('500')) }
  }

  it('the page while developing shows the source, styled, and runs nothing of an error (ER2)', async () => {
    const { page, complaints } = await open(true, 'users?token=hush')
    expect(complaints).toEqual([])
    expect(await page.title()).toContain('Error: <img')
    expect(await page.locator('.message').textContent()).toContain('<img src=x')
    expect(await page.locator('pre .here').first().textContent()).toContain('new Error(message)')
    expect(await page.locator('pre .here').first().evaluate(styleOf, 'backgroundColor')).not.toBe(
      'rgba(0, 0, 0, 0)',
    )
    expect(await page.locator('table').textContent()).toContain('token=[hidden]')
    expect(await page.locator('img').count()).toBe(0)
  })

  it('the page of a site shows the status, styled, and nothing more', async () => {
    const { page, complaints } = await open(false, '')
    expect(complaints).toEqual([])
    expect(await page.locator('body').innerText()).toBe('500 Internal Server Error')
    expect(await page.locator('body').evaluate(styleOf, 'display')).toBe('grid')
  })
})

/** Runs in the page. */
function styleOf(element: unknown, property: string): unknown {
  const page = globalThis as unknown as { getComputedStyle: (element: unknown) => Record<string, unknown> }
  return page.getComputedStyle(element)[property]
}
