import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { showcase } from '@tsgi/showcase'
import type { StartedWayIn } from '../../src/way-in.ts'
import { CHROMIUM, FLAGS } from '../chromium.ts'
import { declareMissing, isInstalled } from '../run-suite.ts'
import { SHOWN } from './shown.ts'

if (existsSync(CHROMIUM)) {
  for (const wayIn of SHOWN) {
    if (wayIn.programs.every(isInstalled)) visit(wayIn)
    else declareMissing(wayIn.name, wayIn.programs.join(' and '))
  }
} else {
  declareMissing('The showcase in a browser', CHROMIUM)
}

/** Uses every page of the showcase as a person would. */
function visit(wayIn: (typeof SHOWN)[number]): void {
  describe(`the showcase in Chromium, through ${wayIn.name}`, () => {
    let started: StartedWayIn
    let browser: Browser
    let page: Page
    const complaints: string[] = []

    beforeAll(async () => {
      started = await wayIn.start(showcase())
      browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
      page = await browser.newPage()
      page.setDefaultTimeout(10_000)
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        const isMeant = /status of 4(04|22) /.test(message.text())
        if (message.type() === 'error' && !isMeant) complaints.push(message.text())
      })
    })
    afterAll(async () => {
      await browser?.close()
      await started?.close()
    })

    const open = (path: string): Promise<unknown> => page.goto(started.url + path)

    it('shows the request at home, with what was typed and nothing run', async () => {
      await open('/?q=%3Cscript%3Ethrow%201%3C%2Fscript%3E')
      await expect(page.textContent('h1')).resolves.toContain('One function')
      await expect(page.textContent('main')).resolves.toContain('%3Cscript%3E')
    })

    it('takes a message: errors beside the fields first, then thanks', async () => {
      await open('/contact')
      await page.getByRole('button', { name: 'Send' }).click()
      await expect(page.getByLabel('Name').getAttribute('aria-invalid')).resolves.toBe('true')
      await page.getByLabel('Name').fill('Ada <b>Lovelace</b>')
      await page.getByLabel('E-mail').fill('ada@example.org')
      await page.getByLabel('Message').fill('Hello, engine.')
      await page.getByRole('button', { name: 'Send' }).click()
      await page.waitForURL('**/contact/thanks')
      await expect(page.textContent('h1')).resolves.toBe('Thank you.')
    })

    it('shows events as they come, and stops when asked', async () => {
      await open('/events')
      await page.getByText('live', { exact: true }).waitFor()
      // A gap is shown from the second event on.
      await page.locator('.ticks li').first().waitFor()
      await page.getByRole('button', { name: 'Leave' }).click()
      await page.getByText('you left').waitFor()
      expect(Number(await page.textContent('[data-figure=received]'))).toBeGreaterThanOrEqual(2)
    })

    it('uploads a file, which arrives octet for octet', async () => {
      const content = Buffer.alloc(3_000_000, 'tsgi')
      await open('/upload')
      await page.setInputFiles('input[type=file]', {
        name: 'big.bin',
        mimeType: 'application/octet-stream',
        buffer: content,
      })
      await page.locator('.result').waitFor()
      await expect(page.textContent('[data-figure=sha256]')).resolves.toBe(sha256(content))
    })

    it('downloads a file, whose digest is the one on the page', async () => {
      await open('/download')
      const arriving = page.waitForEvent('download')
      await page.getByRole('link', { name: '10 MiB' }).click()
      const content = await readFile(await (await arriving).path())
      await expect(page.textContent('table')).resolves.toContain(sha256(content))
    })

    it('writes, changes and deletes a note through the API', async () => {
      await open('/notes')
      await page.getByLabel('Title', { exact: true }).fill('Milk')
      await page.getByRole('button', { name: 'Create' }).click()
      await page.getByRole('button', { name: /Edit/ }).click()
      await page.getByLabel('Title', { exact: true }).fill('Milk & honey')
      await page.getByRole('button', { name: 'Replace' }).click()
      await page.getByRole('heading', { name: 'Milk & honey' }).waitFor()
      await page.getByRole('button', { name: /Delete/ }).click()
      await page.getByText('There is none yet').waitFor()
      await expect(page.locator('.note-list li').count()).resolves.toBe(0)
    })

    it('shows the streamed page before it is complete', async () => {
      const loading = open('/stream')
      await page.locator('.poem li').first().waitFor()
      expect(await page.getByText('Read it again').count()).toBe(0)
      await loading
      expect(await page.locator('.poem li').count()).toBe(12)
    })

    it('has a page for what is not there', async () => {
      const response = await page.goto(`${started.url}/nowhere`)
      expect(response?.status()).toBe(404)
    })

    it('met no script error and no violation of its content security policy', () => {
      expect(complaints).toEqual([])
    })
  })
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
