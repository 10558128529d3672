import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { exitCodes } from '../src/exit-codes.ts'
import { launch, run, serve } from './command.ts'

/** Packages of these tests, as an application would have them. */
const modules = fileURLToPath(new URL('../node_modules', import.meta.url))

const apps = {
  'express.mjs': `
    import express from 'express'
    const app = express()
    app.get('/', (req, res) => res.send('brick'))
    export default app`,
  'express.cjs': `
    const app = require('express')()
    app.get('/', (req, res) => res.send('brick'))
    module.exports = app`,
  'koa.mjs': `
    import Koa from 'koa'
    export default new Koa().use((ctx) => { ctx.body = 'brick' })`,
  'fastify.mjs': `
    import fastify from 'fastify'
    const app = fastify()
    app.get('/', async () => 'brick')
    export default app`,
  'hono.mjs': `
    import { Hono } from 'hono'
    export default new Hono().get('/', (c) => c.text('brick'))`,
  'handler.mjs': `export default { fetch: () => new Response('brick') }`,
  'module.mjs': `export const fetch = () => new Response('brick')`,
  'listener.mjs': `export default (req, res) => res.end('brick')`,
  'server.mjs': `
    import { createServer } from 'node:http'
    export default createServer((req, res) => res.end('brick'))`,
  'service.mjs': `
    import Koa from 'koa'
    const app = new Koa().use((ctx) => { ctx.body = 'brick' })
    export default { app, start() {}, stop() {} }`,
}

async function serveApp(name: string, code: string, args: string[] = []) {
  const files = { [name]: code }
  const { url, stop } = await serve([name, ...args], { files, modules })
  const text = await (await fetch(url)).text()
  return { text, ...(await stop()) }
}

describe('an export of another framework', () => {
  it.each([
    ['express.mjs', 'an Express app', '@tsgi/express'],
    ['express.cjs', 'an Express app', '@tsgi/express'],
    ['koa.mjs', 'a Koa app', '@tsgi/koa'],
    ['fastify.mjs', 'a Fastify instance', '@tsgi/fastify'],
    ['hono.mjs', 'a Hono app', '@tsgi/fetch'],
    ['handler.mjs', 'a fetch handler', '@tsgi/fetch'],
    ['module.mjs', 'a fetch handler', '@tsgi/fetch'],
    ['listener.mjs', 'a listener (req, res) of node:http', '@tsgi/node'],
    ['server.mjs', 'a server of node:http', '@tsgi/node'],
    ['service.mjs', 'a Koa app', '@tsgi/koa'],
  ] as const)('of %s is served as %s', async (name, what, adapter) => {
    const { text, stderr } = await serveApp(name, apps[name])
    expect(text).toBe('brick')
    expect(stderr).toContain(`tsgi: ${name} exports ${what}: served through ${adapter}\n`)
  })

  it('is what the operator says that it is', async () => {
    const { text } = await serveApp('app.mjs', `export default () => new Response('brick')`, [
      '--interface',
      'fetch',
    ])
    expect(text).toBe('brick')
  })
})

describe('a module that calls listen() itself', () => {
  it.each([
    ['at once', `createServer((req, res) => res.end('brick')).listen(1, () => console.log('listening'))`],
    ['later', `setTimeout(() => createServer((req, res) => res.end('brick')).listen(1), 50)`],
    ['and waits for it', `await once(createServer((req, res) => res.end('brick')).listen(1), 'listening')`],
  ])('%s is served where the command says', async (_when, code) => {
    const imports = `import { createServer } from 'node:http'\nimport { once } from 'node:events'\n`
    const { text, stderr } = await serveApp('app.mjs', imports + code)
    expect(text).toBe('brick')
    expect(stderr).toContain(
      'app.mjs calls listen() itself: what it would answer is served here, through @tsgi/node',
    )
  })

  it('beside an application listens where it wants', async () => {
    const code = `
      import { createServer } from 'node:http'
      const other = createServer((req, res) => res.end('metrics'))
      other.listen(0, '127.0.0.1')
      export default () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: String(other.address().port) })`
    const { url } = await serve(['app.mjs'], { files: { 'app.mjs': code } })
    const port = await (await fetch(url)).text()
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('metrics')
  })

  it('never does when nothing is under way', async () => {
    expect(await run(['serve', 'app.mjs', '--port', '0'], { files: { 'app.mjs': 'export {}' } })).toEqual({
      code: exitCodes.notAnApplication,
      stdout: '',
      stderr: 'tsgi: app.mjs has no default export, nor one named app (it exports nothing)\n',
    })
  })
})

describe('what is loaded first', () => {
  it('is what --import names, and its variables are those of --env-file', async () => {
    const files = {
      'app.mjs': `export default () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: globalThis.name })`,
      'first.ts': `const name: string = process.env['NAME'] ?? 'nobody'\nObject.assign(globalThis, { name })`,
      '.env': 'NAME=brick\nTSGI_PORT=0\n',
    }
    const { serves } = launch(['serve', 'app.mjs', '--import', './first.ts', '--env-file', '.env'], { files })
    expect(await (await fetch(await serves())).text()).toBe('brick')
  })
})
