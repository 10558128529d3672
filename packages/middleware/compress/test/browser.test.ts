import { existsSync } from 'node:fs'
import { html } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { start } from '@tsgi/test-servers'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { compress } from '../src/index.ts'
import type { Coding } from '../src/index.ts'
import { CODINGS, gate, page as answer, prose } from './material.ts'

/** Where Debian puts it, and how to start it in a container without its talking to others. */
const CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
]

const home = `<!doctype html><title>page</title><!-- ${prose(3000)} -->`

/** Sends an event, and the next when the page has seen it: `/seen` tells. */
function events(): Application {
  const steps = [gate(), gate(), gate()]
  const told = async function* () {
    for (const [index, { promise }] of steps.entries()) {
      yield `data: ${index}\n\n`
      await promise
    }
  }
  return ({ path, query }) => {
    if (path === '/events')
      return { status: 200, headers: { 'content-type': 'text/event-stream' }, body: told() }
    if (path === '/seen') steps[Number(query)]!.open()
    return path === '/text' ? answer(prose(2_000_000)) : html(home)
  }
}

describe.runIf(existsSync(CHROMIUM))('in Chromium', { timeout: 60_000 }, () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  }, 60_000)
  afterAll(() => browser.close())

  async function stage(coding: Coding): Promise<Page> {
    const { url } = await start(compress({ codings: [coding] })(events()))
    const context = await browser.newContext()
    onTestFinished(() => context.close())
    const page = await context.newPage()
    // Browsers take br and zstd only where nobody can listen in, localhost included.
    const opened = await page.goto(url)
    expect(opened!.headers()['content-encoding']).toBe(coding)
    expect(await page.title()).toBe('page')
    return page
  }

  it.each(CODINGS)('events come one by one, and content whole, in %s (CP8)', async (coding) => {
    const page = await stage(coding)
    expect(await page.evaluate(receive)).toEqual(['0', '1', '2'])
    const text = await page.evaluate(async () => (await fetch('/text')).text())
    expect(text === prose(2_000_000)).toBe(true)
  })
})

/** Listens, and tells the server of each event that came; the next comes after that. */
function receive(): Promise<string[]> {
  return new Promise((resolve) => {
    const seen: string[] = []
    const source = new EventSource('/events')
    source.addEventListener('message', ({ data }) => {
      seen.push(data as string)
      if (seen.length === 3) source.close()
      void fetch(`/seen?${String(data)}`).then(() => seen.length === 3 && resolve(seen))
    })
  })
}
