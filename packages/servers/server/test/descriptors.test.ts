import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

const SERVER = `
import { serve } from '@tsgi/server'
const server = await serve(() => ({ status: 200, headers: {}, body: 'ok' }), { port: 0 })
console.log(server.address.port)
`

it('CN12 serves again when descriptors that had run out are free', async () => {
  const port = await startWithDescriptors(64)
  const clients = Array.from({ length: 200 }, () => connect({ host: '127.0.0.1', port }))
  const outcomes = await Promise.all(clients.map(connected))
  expect(outcomes.filter(Boolean).length).toBeGreaterThan(0)

  for (const client of clients) client.destroy()
  const open = clients.filter((client) => !client.closed)
  await Promise.all(open.map((client) => once(client, 'close')))

  const response = await fetch(`http://127.0.0.1:${port}/`)
  expect(await response.text()).toBe('ok')
})

/** A server in a process of its own, built, because the limit is one of the process. */
async function startWithDescriptors(limit: number): Promise<number> {
  const folder = fileURLToPath(new URL('..', import.meta.url))
  const command = `ulimit -n ${limit} && exec "$0" --input-type=module --eval "$1"`
  const child = spawn('bash', ['-c', command, process.execPath, SERVER], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill())
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return Number(line)
}

/** Whether a client got its connection; the server may close it at once, having no descriptor for it. */
function connected(client: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    client.on('connect', () => resolve(true))
    client.on('error', () => resolve(false))
  })
}
