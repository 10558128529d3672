import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serverTlsHttp2 } from '../../src/ways-in/server-tcp.ts'
import type { StartedWayIn } from '../../src/way-in.ts'
import { CHROMIUM, FLAGS } from '../chromium.ts'
import { declareMissing } from '../run-suite.ts'
import { application, digest, DOWNLOAD_BYTES } from './application.ts'

/** What runs in the page has it; the types here are those of Node. */
declare const document: { title: string }

if (existsSync(CHROMIUM)) browse()
else declareMissing('Chromium over HTTP/2', CHROMIUM)

function browse(): void {
  describe('Chromium over HTTP/2', () => {
    let started: StartedWayIn
    let browser: Browser
    let page: Page

    beforeAll(async () => {
      started = await serverTlsHttp2.start(application())
      browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
      page = await browser.newPage()
      page.setDefaultTimeout(10_000)
      await page.goto(`${started.url}/page`)
    })
    afterAll(async () => {
      await browser?.close()
      await started?.close()
    })

    it('speaks it', async () => {
      const told = await page.evaluate(async () => (await fetch('/version')).json())
      expect(told).toEqual({ httpVersion: '2.0', scheme: 'https', alpn: 'h2' })
    })

    it('uploads', async () => {
      const told = await page.evaluate(async () => {
        const body = new Uint8Array(5_000_000).fill(120)
        return (await fetch('/digest', { method: 'POST', body })).json()
      })
      expect(told).toEqual(digest(Buffer.alloc(5_000_000, 'x')))
    })

    it('downloads, several things at once', async () => {
      const lengths = await page.evaluate(() =>
        Promise.all([1, 2, 3].map(async () => (await (await fetch('/download')).arrayBuffer()).byteLength)),
      )
      expect(lengths).toEqual([DOWNLOAD_BYTES, DOWNLOAD_BYTES, DOWNLOAD_BYTES])
    })

    it('sees the first of an answer before there is more', async () => {
      const parts = await page.evaluate(async () => {
        const { body } = await fetch('/slow?answer')
        const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
        const first = await reader.read()
        await fetch('/tell?answer')
        return [first.value, (await reader.read()).value, (await reader.read()).done]
      })
      expect(parts).toEqual(['first ', 'second', true])
    })

    it('sends the first of an upload before there is more', async () => {
      const content = await page.evaluate(async () => {
        const { readable, writable } = new TextEncoderStream()
        const answering = fetch('/upload?upload', { method: 'POST', body: readable, duplex: 'half' })
        const writer = writable.getWriter()
        await writer.write('first ')
        await fetch('/told?upload')
        await writer.write('second')
        await writer.close()
        return (await answering).text()
      })
      expect(content).toBe('first second')
    })

    it('reads what has trailers', async () => {
      const content = await page.evaluate(async () => (await fetch('/trailers')).text())
      expect(content).toBe('content')
    })

    it('notices an answer that is cut off', async () => {
      const outcome = await page.evaluate(() =>
        fetch('/cut')
          .then((answer) => answer.text())
          .catch((error: Error) => error.name),
      )
      expect(outcome).toBe('TypeError')
    })

    it('leaves one answer, and the others are none the worse', async () => {
      const status = await page.evaluate(async () => {
        const leaving = new AbortController()
        await fetch('/slow?left', { signal: leaving.signal })
        leaving.abort()
        return (await fetch('/version')).status
      })
      expect(status).toBe(200)
    })

    // It is free to leave hints alone, and does so at times on a busy machine.
    it('loads what a 103 hints at, while the page is not there yet', { retry: 2 }, async () => {
      await page.goto(`${started.url}/hints?hinted`, { timeout: 5000 })
      expect(await page.evaluate(() => document.title)).toBe('Hinted')
    })
  })
}
