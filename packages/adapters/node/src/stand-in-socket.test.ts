import { once } from 'node:events'
import { expect, it } from 'vitest'
import { StandInSocket } from './stand-in-socket.ts'

const remote = { address: '203.0.113.7', port: 5 }

it('has what listeners look at', () => {
  const socket = new StandInSocket({ remote, scheme: 'http' })
  expect(socket).toMatchObject({ remoteAddress: '203.0.113.7', remotePort: 5, remoteFamily: 'IPv4' })
  expect(socket).toMatchObject({ readable: true, writable: true, destroyed: false, readyState: 'open' })
  expect('encrypted' in socket).toBe(false)
  expect(socket.setNoDelay().setKeepAlive().ref().unref()).toBe(socket)
})

it('closes when it is destroyed', async () => {
  const socket = new StandInSocket({ remote, scheme: 'http' })
  socket.destroySoon()
  await once(socket, 'close')
  expect(socket).toMatchObject({ readable: false, writable: false, destroyed: true, readyState: 'closed' })
})

it('does not end the process when it is destroyed with an error', async () => {
  const socket = new StandInSocket({ remote, scheme: 'http' })
  const closed = new Promise((resolve) => socket.on('close', resolve))
  socket.destroy(new Error('gone'))
  await closed
  expect(socket.destroyed).toBe(true)
})

it('takes what is written', async () => {
  const socket = new StandInSocket({ remote: null, scheme: 'https' })
  await new Promise((resolve) => socket.write('x', resolve))
  expect(socket).toMatchObject({ encrypted: true, remoteAddress: undefined })
})

it('emits timeout once the time is over', async () => {
  const socket = new StandInSocket({ remote, scheme: 'http' })
  // oxlint-disable-next-line no-empty-function -- a timer that keeps the process alive: that of a socket does not
  const alive = setInterval(() => {}, 1000)
  await new Promise<void>((resolve) => socket.setTimeout(5, resolve))
  clearInterval(alive)
  expect(socket.destroyed).toBe(false)
})

it('emits no timeout that was taken back', () => {
  const socket = new StandInSocket({ remote, scheme: 'http' })
  const late = (): void => {}
  socket.setTimeout(1000, late).setTimeout(0, late)
  expect(socket.listenerCount('timeout')).toBe(0)
})
