import type { Buffer } from 'node:buffer'
import { existsSync } from 'node:fs'
import { when } from '@tsgi/compose'
import { html } from '@tsgi/message'
import type { Application, HttpRequest } from '@tsgi/spec'
import { websocket } from '@tsgi/websocket'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StartedWayIn } from '../../src/way-in.ts'
import { CHROMIUM, FLAGS } from '../chromium.ts'
import { declareMissing, isInstalled } from '../run-suite.ts'
import { SHOWN } from '../showcase/shown.ts'

const page = html(`<!doctype html>
<title>Echo</title>
<input autofocus>
<ol></ol>
<script>
  const [input, list] = document.querySelectorAll('input, ol')
  const note = (text) => list.append(Object.assign(document.createElement('li'), { textContent: text }))
  const socket = new WebSocket(location.href.replace('http', 'ws'), ['chat', 'superchat'])
  socket.onopen = () => note('protocol: ' + socket.protocol)
  socket.onmessage = ({ data }) => note(data)
  socket.onclose = ({ code }) => note('closed ' + code)
  input.onchange = () => socket.send(input.value)
</script>
`)

const echo = websocket(
  (socket) => {
    socket.on('message', (data) => {
      const text = (data as Buffer).toString()
      if (text === 'bye') socket.close(4000)
      else socket.send(text)
    })
  },
  { protocols: ['superchat'] },
)

const offersSocket = ({ exchange }: HttpRequest): boolean => exchange.upgrade?.includes('websocket') ?? false
const application: Application = when(offersSocket, () => echo)(() => page)

if (existsSync(CHROMIUM)) {
  for (const wayIn of SHOWN) {
    if (wayIn.programs.every(isInstalled)) converse(wayIn)
    else declareMissing(`A WebSocket through ${wayIn.name}`, wayIn.programs.join(' and '))
  }
} else {
  declareMissing('A WebSocket in a browser', CHROMIUM)
}

function converse(wayIn: (typeof SHOWN)[number]): void {
  describe(`a WebSocket of Chromium, through ${wayIn.name}`, () => {
    let started: StartedWayIn
    let browser: Browser
    let tab: Page
    const lines = (): Promise<string[]> => tab.locator('li').allTextContents()

    beforeAll(async () => {
      started = await wayIn.start(application)
      browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
      tab = await browser.newPage()
    })
    afterAll(async () => {
      await browser?.close()
      await started?.close()
    })

    it('opens from a page of the same origin, with the protocol that the application chose', async () => {
      await tab.goto(started.url)
      await expect.poll(lines).toEqual(['protocol: superchat'])
    })

    it('carries messages both ways', async () => {
      for (const text of ['hello', 'grüß 😀', 'x'.repeat(100_000)]) {
        await tab.locator('input').fill(text)
        await tab.locator('input').dispatchEvent('change')
        await expect.poll(async () => (await lines()).at(-1)).toBe(text)
      }
    })

    it('is closed with the code of the application', async () => {
      await tab.locator('input').fill('bye')
      await tab.locator('input').dispatchEvent('change')
      await expect.poll(async () => (await lines()).at(-1)).toBe('closed 4000')
    })

    it('WS3: does not open from a page of another origin', async () => {
      const other = started.url.replace('127.0.0.1', 'localhost')
      await tab.goto(other)
      await expect.poll(lines).toEqual(['protocol: superchat'])
      const outcome = tab.evaluate(
        (url) =>
          new Promise((resolve) => {
            const socket = new WebSocket(url)
            socket.addEventListener('open', () => resolve('open'))
            socket.addEventListener('error', () => resolve('refused'))
          }),
        started.url.replace('http', 'ws'),
      )
      expect(await outcome).toBe('refused')
    })
  })
}
