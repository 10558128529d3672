import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { ES_MODULE, applicationFolder } from './application.ts'

const LOADER = fileURLToPath(new URL('litespeed-loader.cjs', import.meta.url))

it('serves an ES module with the socket that the loader of LiteSpeed has', async () => {
  const folder = applicationFolder({
    'app.js': `require('@tsgi/passenger').start(() => import('./app.mjs'))`,
    'app.mjs': ES_MODULE,
  })
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  const { fd } = (listener as unknown as { _handle: { fd: number } })._handle
  const child = spawn(process.execPath, [LOADER], {
    env: { ...process.env, LSNODE_ROOT: folder, LSNODE_STARTUP_FILE: 'app.js' },
    stdio: [fd, 'ignore', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  listener.close()
  const answer = await fetch(`http://127.0.0.1:${port}/hello?x`)
  expect([answer.status, await answer.text()]).toEqual([200, '/hello?x'])
  child.kill('SIGTERM')
  const [code] = (await once(child, 'exit')) as [number | null]
  expect(code).toBe(0)
})
