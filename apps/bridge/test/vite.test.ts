import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fromNode } from '@tsgi/node'
import { createServer } from 'vite'
import { expect, it, onTestFinished } from 'vitest'
import { served } from './served.ts'

/** Vite's middleware for development, over a copy of the folder `vite-site`. */
async function site(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'tsgi-bridge-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  await cp(fileURLToPath(new URL('./vite-site', import.meta.url)), root, { recursive: true })
  const vite = await createServer({
    root,
    configFile: false,
    logLevel: 'silent',
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, ws: false, watch: null },
  })
  onTestFinished(() => vite.close())
  return served(fromNode(vite.middlewares))
}

it('serves a page with its client', async () => {
  const page = await fetch(await site(), { headers: { accept: 'text/html' } })
  expect(page.headers.get('content-type')).toBe('text/html')
  expect(await page.text()).toMatch(/\/@vite\/client[^]*<h1>/)
})

it('turns TypeScript and its imports into what browsers run', async () => {
  const url = await site()
  const main = await fetch(`${url}/main.ts`)
  expect(main.headers.get('content-type')).toMatch(/javascript/)
  const code = await main.text()
  expect(code).not.toContain(': string')
  const imported = /from "(\/greeting\.ts[^"]*)"/.exec(code)![1]!
  expect(await (await fetch(url + imported)).text()).toContain('Hello, ')
  const etag = main.headers.get('etag')!
  expect((await fetch(`${url}/main.ts`, { headers: { 'if-none-match': etag } })).status).toBe(304)
})

it('serves no file from outside its root', async () => {
  expect((await fetch(`${await site()}/@fs/etc/passwd`)).status).toBe(403)
})
