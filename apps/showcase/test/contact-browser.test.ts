import { existsSync } from 'node:fs'
import { serve } from '@tsgi/server'
import type { Server } from '@tsgi/server'
import { validator } from '@tsgi/validator'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { showcase } from '../src/app.ts'

/** Where Debian puts it. */
const CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-sync',
]

describe.skipIf(!existsSync(CHROMIUM)).each([true, false])(
  'the contact form in Chromium, scripts enabled: %s',
  (javaScriptEnabled) => {
    let browser: Browser
    let server: Server
    let page: Page
    const faults: unknown[] = []

    beforeAll(async () => {
      const site = validator({ onViolation: (error) => void faults.push(error), onWarning: () => {} })(
        showcase(),
      )
      server = await serve(site, { port: 0, onError: (error) => faults.push(error) })
      browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
    })
    afterAll(async () => {
      await browser?.close()
      await server?.close({ graceMs: 0 })
    })
    beforeEach(async () => {
      const context = await browser.newContext({ javaScriptEnabled })
      page = await context.newPage()
      page.setDefaultTimeout(10_000)
    })
    afterEach(() => page.context().close())

    async function fill(name: string, email: string, message: string): Promise<void> {
      await page.getByLabel('Name').fill(name)
      await page.getByLabel('E-mail').fill(email)
      await page.getByLabel('Message').fill(message)
    }

    it('keeps what was typed until all is right, then redirects', async () => {
      await page.goto(`${server.url}/contact`)
      await fill('Ada <b>', 'nonsense', 'Hello,\nengine.')
      await page.getByRole('button', { name: 'Send' }).click()
      await page.getByText('Please enter an address').waitFor()
      expect(await page.getByLabel('Name').inputValue()).toBe('Ada <b>')
      expect(await page.getByLabel('Message').inputValue()).toBe('Hello,\nengine.')
      await page.getByLabel('E-mail').fill('ada@example.org')
      await page.getByRole('button', { name: 'Send' }).click()
      await page.waitForURL('**/contact/thanks')
      const received = await page.textContent('strong')
      await page.reload()
      expect(await page.textContent('strong')).toBe(received)
    })

    it('asks again when its cookie is gone, and works then', async () => {
      await page.goto(`${server.url}/contact`)
      await fill('Ada', 'ada@example.org', 'Hello')
      await page.context().clearCookies()
      await page.getByRole('button', { name: 'Send' }).click()
      await page.getByText('Please send it again').waitFor()
      expect(await page.getByLabel('Name').inputValue()).toBe('Ada')
      await page.getByRole('button', { name: 'Send' }).click()
      await page.waitForURL('**/contact/thanks')
    })

    it('works in two windows at a time', async () => {
      await page.goto(`${server.url}/contact`)
      const other = await page.context().newPage()
      await other.goto(`${server.url}/contact`)
      await fill('Ada', 'ada@example.org', 'Hello')
      await page.getByRole('button', { name: 'Send' }).click()
      await page.waitForURL('**/contact/thanks')
      expect(await page.textContent('h1')).toBe('Thank you.')
    })

    it('takes nothing that a page elsewhere sends in the name of a visitor', async () => {
      await page.goto(`${server.url}/contact/thanks`)
      const before = await page.textContent('strong')
      await page.goto(`${server.url}/contact`)
      const token = await page.getAttribute('input[name=token]', 'value')
      const target = `${server.url}/contact`
      // Another origin, on the same machine; the token was leaked to it.
      await page.route('http://localhost:1/', (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<form method="post" action="${target}"><input name="token" value="${token}"><input name="name" value="Eve">
          <input name="email" value="eve@example.org"><input name="text" value="evil"><button>Win a prize</button></form>`,
        }),
      )
      await page.goto('http://localhost:1/')
      await page.getByRole('button').click()
      await page.getByText('Please send it again').waitFor()
      await page.goto(`${server.url}/contact/thanks`)
      expect(await page.textContent('strong')).toBe(before)
    })

    it('met no fault', () => {
      expect(faults).toEqual([])
    })
  },
)
