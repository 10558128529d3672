import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ES_MODULE, TYPESCRIPT, applicationFolder } from './application.ts'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function launch(files: Readonly<Record<string, string>>, port = 0): ChildProcess {
  const env = { ...process.env, PORT: String(port) }
  const child = spawn(process.execPath, ['app.cjs'], { cwd: applicationFolder(files), env })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** The start-up file says when it listens. */
function startUpFile(load: string): string {
  return `require('@tsgi/passenger').start(${load}).then(() => console.log('listening'))`
}

describe('without a loader', () => {
  it('serves an ES module at PORT, and stops its service at SIGTERM', async () => {
    const port = await freePort()
    const child = launch({ 'app.cjs': startUpFile(`() => import('./app.mjs')`), 'app.mjs': ES_MODULE }, port)
    const errors = text(child.stderr!)
    await once(child.stdout!, 'data')
    const answer = await fetch(`http://127.0.0.1:${port}/a%2Fb?x`)
    expect([answer.status, answer.headers.get('x-app'), await answer.text()]).toEqual([200, 'es', '/a%2Fb?x'])
    child.kill('SIGTERM')
    const [code] = (await once(child, 'exit')) as [number | null]
    expect([code, await errors]).toEqual([0, 'started by @tsgi/passenger\nstopped\n'])
  })

  it('serves a file of TypeScript', async () => {
    const port = await freePort()
    const child = launch({ 'app.cjs': startUpFile(`'app.ts'`), 'app.ts': TYPESCRIPT }, port)
    await once(child.stdout!, 'data')
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    expect(await answer.text()).toBe('hello')
  })

  it('serves what was compiled to CommonJS', async () => {
    const port = await freePort()
    const compiled = `
Object.defineProperty(exports, '__esModule', { value: true })
exports.default = () => ({ status: 200, headers: {}, body: 'compiled' })`
    const child = launch({ 'app.cjs': startUpFile(`'./compiled.cjs'`), 'compiled.cjs': compiled }, port)
    await once(child.stdout!, 'data')
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    expect(await answer.text()).toBe('compiled')
  })
})

describe('what goes wrong at the start ends the process and is told', () => {
  it.each([
    ['no application', startUpFile(`() => 'text'`), 'Expected an application'],
    ['no such file', startUpFile(`'./missing.mjs'`), 'missing.mjs'],
    [
      'neither file nor function',
      startUpFile(`{}`),
      "Expected a file, or a function such as () => import('./app.js')",
    ],
    ['an unknown option', startUpFile(`'app.cjs', { onEror() {} }`), "Unknown option 'onEror' of start()"],
    [
      'a service that does not start',
      startUpFile(`() => ({ app() {}, start() { throw new Error('no disk') } })`),
      'no disk',
    ],
  ])('%s', async (_what, file, message) => {
    const child = launch({ 'app.cjs': file })
    const [errors, [code]] = await Promise.all([
      text(child.stderr!),
      once(child, 'exit') as Promise<[number | null]>,
    ])
    expect([code, errors.includes(message)]).toEqual([1, true])
  })
})
