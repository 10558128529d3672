import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { start } from '@tsgi/test-servers'
import { chromium } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serveStatic } from '../src/index.ts'
import { folder } from './folder.ts'

/** Where Debian puts it, and how to start it in a container without its talking to others. */
const CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-sync',
]
const canRun = existsSync(CHROMIUM)

/** A sound of some minutes, 8000 samples a second: a WAV file needs no encoder. */
function wave(seconds: number): Uint8Array {
  const samples = seconds * 8000
  const bytes = Buffer.alloc(44 + samples, 0x80)
  bytes.write('RIFF', 0, 'latin1')
  bytes.writeUInt32LE(36 + samples, 4)
  bytes.write('WAVEfmt ', 8, 'latin1')
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(8000, 24)
  bytes.writeUInt32LE(8000, 28)
  bytes.writeUInt16LE(1, 32)
  bytes.writeUInt16LE(8, 34)
  bytes.write('data', 36, 'latin1')
  bytes.writeUInt32LE(samples, 40)
  return bytes
}

describe.runIf(canRun)('Chromium', () => {
  it('seeks in a video element by ranges', { timeout: 60_000 }, async () => {
    const root = folder({
      'long.wav': wave(2400),
      'index.html': '<!doctype html><video src="long.wav" preload="metadata"></video>',
    })
    const files = serveStatic(root)
    const ranges: Array<[range: string | undefined, status: number]> = []
    const { url } = await start(async (request) => {
      const response = await files(request)
      if (request.path === '/long.wav') ranges.push([request.headers['range'], response.status])
      return response
    })
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
    onTestFinished(() => browser.close())
    const page = await browser.newPage()
    await page.goto(url)
    const position = await page.locator('video').evaluate(async (element) => {
      const video = element as unknown as {
        readyState: number
        currentTime: number
        onloadedmetadata: unknown
        onseeked: unknown
      }
      if (video.readyState === 0) await new Promise((resolve) => (video.onloadedmetadata = resolve))
      const seeked = new Promise((resolve) => (video.onseeked = resolve))
      video.currentTime = 2300
      await seeked
      return video.currentTime
    })
    expect(position).toBe(2300)
    expect(ranges.every(([range, status]) => range !== undefined && status === 206)).toBe(true)
    expect(ranges.some(([range]) => !range!.startsWith('bytes=0-'))).toBe(true)
  })

  it('shows a listing and walks it, with the style that the policy allows', { timeout: 60_000 }, async () => {
    const root = folder({ 'a <b>/file.txt': 'hello', 'photo.png': 'x' })
    const { url } = await start(serveStatic(root, { listing: true }))
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
    onTestFinished(() => browser.close())
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(url)
    expect(await page.locator('table').evaluate((element) => element.clientWidth > 500)).toBe(true)
    await page.getByText('a <b>/').click()
    await page.getByText('file.txt').click()
    expect(await page.locator('body').textContent()).toContain('hello')
    expect(complaints.filter((text) => text.includes('Content Security Policy'))).toEqual([])
  })
})

it.skipIf(canRun)('needs Chromium, which is not here', () => {
  expect(() => execFileSync(CHROMIUM, ['--version'])).toThrow('ENOENT')
})
