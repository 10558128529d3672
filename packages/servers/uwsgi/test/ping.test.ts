import { once } from 'node:events'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { serve } from '@tsgi/uwsgi'
import { expect, it, onTestFinished } from 'vitest'

/** Sends octets to a server, one after the other where they are to come in pieces. @returns what comes back, and what was refused */
async function send(...pieces: readonly Uint8Array[]): Promise<{ back: number[]; refused: string[] }> {
  const refused: string[] = []
  const server = await serve(() => ({ status: 200, headers: {}, body: null }), {
    port: 0,
    onClientError: ({ code }) => refused.push(code),
  })
  onTestFinished(() => server.close({ graceMs: 0 }))
  const { address, port } = server.address as { address: string; port: number }
  const socket = connect({ host: address, port, allowHalfOpen: true, noDelay: true }).on('error', () => {})
  const answer = buffer(socket)
  await once(socket, 'connect')
  for (const piece of pieces) {
    socket.write(piece)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const back = [...(await answer)]
  socket.destroy()
  expect(server.counters.requests.total).toBe(0)
  return { back, refused }
}

it('answers a ping, in whatever pieces it comes, without asking the application', async () => {
  const pong = { back: [100, 0, 0, 1], refused: [] }
  expect(await send(Uint8Array.of(100, 0, 0, 0))).toEqual(pong)
  expect(await send(Uint8Array.of(100, 0), Uint8Array.of(0, 0))).toEqual(pong)
})

it('refuses a ping with variables, and packets that nobody knows', async () => {
  const refused = { back: [], refused: ['UWSGI_MODIFIER'] }
  expect(await send(Uint8Array.of(100, 1, 0, 0, 0))).toEqual(refused)
  expect(await send(Uint8Array.of(101, 0, 0, 0))).toEqual(refused)
})
