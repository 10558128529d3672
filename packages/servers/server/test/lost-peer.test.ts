import { once } from 'node:events'
import { connect } from 'node:net'
import type { HttpRequest } from '@tsgi/spec'
import { expect, it } from 'vitest'
import { path } from './applications.ts'
import { openClient } from './raw-client.ts'
import { start } from './start.ts'

it('NT10 never takes a client that has reset its connection for the peer of a unix socket', async () => {
  const remotes: Array<HttpRequest['remote']> = []
  const { server } = await start((request) => {
    remotes.push(request.remote)
    return path(request)
  })
  const { address: host, port } = server.address as { address: string; port: number }
  for (let i = 0; i < 20; i++) {
    const socket = connect({ host, port })
    socket.on('error', () => {})
    await once(socket, 'connect')
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    socket.resetAndDestroy()
    // Another one meanwhile, so that the first is looked at late.
    const honest = await openClient(server)
    await honest.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await honest.answer()
  }
  expect(remotes.length).toBeGreaterThanOrEqual(20)
  expect(remotes).not.toContain(null)
})
