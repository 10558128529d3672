import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveListenAddress } from '../src/listening/listen-address.ts'
import { openListeners } from '../src/listening/open-listeners.ts'
import { greetingAt, open, openAll, temporaryFolder } from './listening-open.ts'

function portOf({ address }: { address: unknown }): number {
  return (address as { port: number }).port
}

describe('a TCP port', () => {
  it('is told by address and name, a free one for port 0', async () => {
    const listener = await open('127.0.0.1:0')
    const port = portOf(listener)
    expect(port).toBeGreaterThan(0)
    expect(listener).toMatchObject({ address: { address: '127.0.0.1', port }, name: `127.0.0.1:${port}` })
    expect((await open('[::1]:0')).name).toMatch(/^\[::1\]:\d+$/)
    expect(await greetingAt({ host: '127.0.0.1', port })).toBe('hello')
  })

  it.each(['[::]:0', ':0'])('listens to IPv6 and IPv4 at %s', async (address) => {
    const listener = await open(address)
    const port = portOf(listener)
    expect(listener.name).toBe(`[::]:${port}`)
    expect(await greetingAt({ host: '127.0.0.1', port })).toBe('hello')
    expect(await greetingAt({ host: '::1', port })).toBe('hello')
  })

  it('leaves IPv4 out when asked', async () => {
    const port = portOf(await open({ host: '::', port: 0, ipv6Only: true }))
    expect(await greetingAt({ host: '::1', port })).toBe('hello')
    await expect(greetingAt({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('that is in use, or not of this machine, is an error of Node', async () => {
    const { name } = await open('127.0.0.1:0')
    await expect(open(name)).rejects.toMatchObject({ code: 'EADDRINUSE', syscall: 'listen' })
    await expect(open('192.0.2.1:0')).rejects.toMatchObject({ code: 'EADDRNOTAVAIL', syscall: 'listen' })
  })

  it('is free again when closed; closing twice is as good as once', async () => {
    const { name, close } = await open('127.0.0.1:0')
    await Promise.all([close(), close()])
    await close()
    expect((await open(name)).name).toBe(name)
  })
})

describe('several addresses', () => {
  it('are listened at together', async () => {
    const unix = join(temporaryFolder(), 'app.sock')
    const [tcp, socket] = await openAll(['127.0.0.1:0', { unix }])
    expect(await greetingAt({ host: '127.0.0.1', port: portOf(tcp!) })).toBe('hello')
    expect(await greetingAt({ path: socket!.address as string })).toBe('hello')
  })

  it('are listened at all or none', async () => {
    const unix = join(temporaryFolder(), 'app.sock')
    const { name } = await open('127.0.0.1:0')
    const made: Array<ReturnType<typeof createServer>> = []
    const addresses = ['127.0.0.1:0', `unix:${unix}`, name, '127.0.0.1:0'].map(resolveListenAddress)
    const opening = openListeners(addresses, 511, () => {
      made.push(createServer())
      return made.at(-1)!
    })
    await expect(opening).rejects.toMatchObject({ code: 'EADDRINUSE' })
    expect(made.map(({ listening }) => listening)).toEqual([false, false, false])
    expect(existsSync(unix)).toBe(false)
  })
})
