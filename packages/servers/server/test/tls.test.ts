import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import type { Application } from '@tsgi/spec'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { TlsEndpoint } from '../src/tls/tls-endpoint.ts'
import { TLS } from '../src/tls/tls-info.ts'
import type { TlsOptions } from '../src/tls/tls-options.ts'
import { echo } from './applications.ts'
import { ask } from './http2-serve.ts'
import { askTls, certificate, startTls } from './tls-serve.ts'

const localhost = certificate('localhost')
const example = certificate('example')
const client = certificate('client')
const stranger = certificate('stranger')
const authority = certificate('authority').cert

function shown(of: { cert: string; key: string }): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(of.cert), key: readFileSync(of.key) }
}

describe('certificates', () => {
  it('takes paths, texts and bytes', async () => {
    const text = { cert: readFileSync(localhost.cert, 'utf8'), key: readFileSync(localhost.key, 'utf8') }
    for (const options of [localhost, text, shown(localhost)]) {
      const { connect: open } = await startTls(echo, options)
      const socket = await open({
        ca: readFileSync(authority),
        rejectUnauthorized: true,
        servername: 'localhost',
      })
      expect(socket.authorized).toBe(true)
    }
  })

  it('shows each name its certificate, whatever its case (NT2)', async () => {
    const names = { 'Example.com': example, '*.example.com': example }
    const { connect: open } = await startTls(echo, { ...localhost, names })
    const subject = async (servername: string): Promise<string> => {
      const socket = await open({ servername })
      return socket.getPeerCertificate().subject.CN as string
    }
    expect(await subject('example.com')).toBe('example.com')
    expect(await subject('EXAMPLE.com')).toBe('example.com')
    expect(await subject('www.Example.Com')).toBe('example.com')
    expect(await subject('a.b.example.com')).toBe('localhost')
    expect(await subject('notexample.com')).toBe('localhost')
    expect(await subject('')).toBe('localhost')
  })

  it('asks a function, in lower case', async () => {
    const asked: string[] = []
    const names = async (name: string): Promise<typeof example | undefined> => {
      asked.push(name)
      await Promise.resolve()
      return name === 'example.com' ? example : undefined
    }
    const { connect: open } = await startTls(echo, { ...localhost, names })
    expect((await open({ servername: 'EXAMPLE.com' })).getPeerCertificate().subject.CN).toBe('example.com')
    expect((await open({ servername: 'else.test' })).getPeerCertificate().subject.CN).toBe('localhost')
    expect(asked).toEqual(['example.com', 'else.test'])
  })

  it.each([
    ['throws', (): never => fail()],
    ['rejects', async (): Promise<never> => fail()],
    ['finds what is none', (): never => ({ cert: 'nowhere', key: 'nowhere' }) as never],
  ])('fails one handshake when a function %s (NT1)', async (_what, find) => {
    const names: TlsOptions['names'] = (name) => (name === 'bad.test' ? find() : undefined)
    const { connect: open, errors } = await startTls(echo, { ...localhost, names })
    const good = await open({ servername: 'good.test' })
    expect(await codeOf(open({ servername: 'bad.test' }))).toBe('ECONNRESET')
    expect(errors).toHaveLength(1)
    expect(await askTls(good)).toContain('200')
    expect(await askTls(await open({ servername: 'good.test' }))).toContain('200')
  })
})

function fail(): never {
  throw new Error('no certificate today')
}

/** The code of the error that connecting fails with. */
async function codeOf(connecting: Promise<unknown>): Promise<string> {
  return connecting.then(
    () => 'connected',
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  )
}

describe('client certificates', () => {
  it.each([
    ['none', undefined, 200, null],
    ['none', client, 200, null],
    ['request', undefined, 200, null],
    ['request', client, 200, 'CN=Test client'],
    ['require', client, 200, 'CN=Test client'],
  ] as const)('with the rule %s accepts %o', async (clientCertificate, who, status, subject) => {
    const { connect: open } = await startTls(echo, { ...localhost, clientCertificate, ca: authority })
    const text = await askTls(await open(who === undefined ? {} : shown(who)))
    expect(text).toContain(`HTTP/1.1 ${status}`)
    const told = JSON.parse(text.slice(text.indexOf('{'))) as { client: unknown; authorized: unknown }
    expect(told).toMatchObject({ client: subject, authorized: subject !== null })
  })

  it('tells an application that a certificate is not valid', async () => {
    const { connect: open } = await startTls(echo, {
      ...localhost,
      clientCertificate: 'request',
      ca: authority,
    })
    const text = await askTls(await open(shown(stranger)))
    expect(text).toContain('"authorized":false,"authorizationError":"UNABLE_TO_VERIFY_LEAF_SIGNATURE"')
  })

  it.each([
    ['no certificate', undefined, 'TLSv1.3'],
    ['no certificate', undefined, 'TLSv1.2'],
    ['one of a stranger', stranger, 'TLSv1.3'],
    ['one of a stranger', stranger, 'TLSv1.2'],
  ] as const)('drops who has %s where one is required (%o, %s)', async (_what, who, maxVersion) => {
    const started = await startTls(echo, { ...localhost, clientCertificate: 'require', ca: authority })
    const credentials = who === undefined ? {} : shown(who)
    const text = await started.connect({ ...credentials, maxVersion }).then(
      (socket) => askTls(socket),
      () => '',
    )
    expect(text).toBe('')
    expect(started.clientErrors).toEqual(['TLS_HANDSHAKE'])
    expect(started.secured).toEqual([])
  })

  it('asks under each name as the rule of that name says (NT3)', async () => {
    const names = { 'example.com': { ...example, clientCertificate: 'require', ca: authority } as const }
    const { connect: open } = await startTls(echo, { ...localhost, names })
    expect(await askTls(await open({ servername: 'localhost' }))).toContain(' 200 ')
    const without = open({ servername: 'example.com' }).then((socket) => askTls(socket, 'example.com'))
    expect(await without.catch(() => '')).toBe('')
    const known = await open({ servername: 'example.com', ...shown(client) })
    expect(await askTls(known, 'example.com')).toContain(' 200 ')
  })

  it('answers 421 to a request for a name with another rule, over HTTP/1.1 and HTTP/2 (NT3)', async () => {
    const names = {
      'example.com': { ...example, clientCertificate: 'require', ca: authority },
      'other.test': example,
    } as const
    const { connect: open, port, agents, clientErrors } = await startTls(echo, { ...localhost, names })
    expect(await askTls(await open({ servername: 'localhost' }), 'example.com')).toContain(' 421 ')
    expect(await askTls(await open({ servername: 'localhost' }), 'EXAMPLE.com:443')).toContain(' 421 ')
    expect(await askTls(await open({ servername: 'localhost' }), 'other.test')).toContain(' 200 ')
    const session = connectHttp2(`https://localhost:${port}`, { rejectUnauthorized: false })
    agents.push(() => session.destroy())
    expect((await ask(session, { ':authority': 'example.com' })).status).toBe(421)
    expect((await ask(session, { ':authority': 'other.test' })).status).toBe(200)
    expect(clientErrors).toEqual(['HTTP2_MISDIRECTED'])
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'resumes no session where a rule asks for certificates, and does elsewhere (NT4, %s)',
    async (maxVersion) => {
      const names = { 'example.com': { ...example, clientCertificate: 'require', ca: authority } } as const
      const ruled = await startTls(echo, { ...localhost, names })
      const free = await startTls(echo, localhost)
      for (const [started, isResumed] of [
        [ruled, false],
        [free, true],
      ] as const) {
        const first = await started.connect({ servername: 'localhost', maxVersion })
        let session: Buffer | undefined = maxVersion === 'TLSv1.2' ? first.getSession() : undefined
        first.on('session', (ticket: Buffer) => (session = ticket))
        await askTls(first)
        const servername = isResumed ? 'localhost' : 'example.com'
        const again = started.connect({
          servername,
          maxVersion,
          ...(session === undefined ? {} : { session }),
        })
        const second = await again.catch(() => null)
        expect(second?.isSessionReused() ?? false).toBe(isResumed)
        const text = second === null ? '' : await askTls(second, servername)
        expect(text.includes(' 200 ')).toBe(isResumed)
      }
    },
  )

  it('needs to be told whose certificates are valid', async () => {
    await expect(TlsEndpoint.open({ ...localhost, clientCertificate: 'require' })).rejects.toThrow(
      'tls.clientCertificate needs tls.ca',
    )
  })
})

describe('options', () => {
  it.each<[string, object, string]>([
    ['a key that is not there', { ...localhost, key: '/nowhere.key' }, 'Cannot read tls.key: ENOENT'],
    [
      'a certificate that is not there',
      { ...localhost, cert: '/nowhere.pem' },
      'Cannot read tls.cert: ENOENT',
    ],
    [
      'an authority that is not there',
      { ...localhost, clientCertificate: 'request', ca: '/no' },
      'Cannot read tls.ca',
    ],
    ['a file that is no PEM', { ...localhost, cert: import.meta.filename }, 'tls.cert is not PEM'],
    [
      'a key of another certificate',
      { ...localhost, key: example.key },
      'tls.cert and tls.key cannot be used',
    ],
    [
      'a named key that is not there',
      { ...localhost, names: { 'a.b': { ...example, key: '/no' } } },
      "tls.names['a.b']",
    ],
    ['no key', { cert: localhost.cert }, 'tls.key is PEM or the path of a PEM file'],
    ['a name that is none', { ...localhost, names: { 'a b': example } }, 'tls.names has "a b"'],
    ['an option nobody knows', { ...localhost, cipher: 'x' }, "Unknown option 'cipher' in tls"],
    ['a rule nobody knows', { ...localhost, clientCertificate: 'maybe' }, 'tls.clientCertificate is'],
    ['an old version', { ...localhost, minVersion: 'TLSv1' }, 'tls.minVersion is'],
    ['a deadline that is none', { ...localhost, handshakeMs: 0 }, 'tls.handshakeMs is'],
  ])('does not start with %s (NT5)', async (_what, options, message) => {
    await expect(TlsEndpoint.open(options as TlsOptions)).rejects.toThrow(message)
  })
})

describe('handshakes', () => {
  it('have a deadline, however slowly the client goes on (NT6)', async () => {
    const { port, clientErrors, gone } = await startTls(echo, { ...localhost, handshakeMs: 200 })
    const silent = connect(port, '127.0.0.1')
    const slow = connect(port, '127.0.0.1')
    onTestFinished(() => {
      silent.destroy()
      slow.destroy()
    })
    const dripping = setInterval(() => slow.write(Buffer.from([0x16])), 20)
    const ends = [silent, slow].map((socket) => {
      socket.on('error', () => {})
      return once(socket.resume(), 'close')
    })
    await gone
    await Promise.all(ends)
    clearInterval(dripping)
    expect(clientErrors.length).toBeGreaterThan(0)
  })

  it('have that deadline while a certificate is being looked for', async () => {
    const names = (): Promise<undefined> => new Promise(() => {})
    const { connect: open, clientErrors } = await startTls(echo, { ...localhost, names, handshakeMs: 100 })
    expect(await codeOf(open({ servername: 'a.test' }))).toBe('ECONNRESET')
    expect(clientErrors).toEqual(['TLS_HANDSHAKE'])
  })

  it('fail for whoever speaks no TLS, or no version that is spoken here', async () => {
    const {
      port,
      clientErrors,
      connect: open,
      gone,
    } = await startTls(echo, { ...localhost, minVersion: 'TLSv1.3' })
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {}).resume()
    socket.end('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await once(socket, 'close')
    await gone
    expect(await codeOf(open({ maxVersion: 'TLSv1.2' }))).toContain('PROTOCOL_VERSION')
    expect(clientErrors).toEqual(['TLS_HANDSHAKE', 'TLS_HANDSHAKE'])
  })

  it('are not repeated at the wish of a client (NT7)', async () => {
    const { connect: open } = await startTls(echo, localhost)
    const socket = await open({ maxVersion: 'TLSv1.2' })
    const over = new Promise<string>((resolve) => {
      socket.on('error', (error) => resolve(error.message))
      socket.on('close', () => resolve('closed'))
      socket.on('secure', () => resolve('renegotiated'))
    })
    socket.renegotiate({}, () => {})
    expect(await over).not.toBe('renegotiated')
  })

  it('negotiate what is spoken inside, the preferred protocol first', async () => {
    const both = await startTls(echo, localhost)
    expect((await both.connect({ ALPNProtocols: ['http/1.1', 'h2'] })).alpnProtocol).toBe('h2')
    expect((await both.connect({ ALPNProtocols: ['http/1.1'] })).alpnProtocol).toBe('http/1.1')
    expect((await both.connect({ ALPNProtocols: ['http/1.0'] })).alpnProtocol).toBe('http/1.0')
    expect((await both.connect()).alpnProtocol).toBe(false)
    expect(await codeOf(both.connect({ ALPNProtocols: ['smtp'] }))).toContain('NO_APPLICATION_PROTOCOL')
    const old = await startTls(echo, localhost, false)
    expect((await old.connect({ ALPNProtocols: ['h2', 'http/1.1'] })).alpnProtocol).toBe('http/1.1')
  })

  it.each(['end', 'destroy', 'resetAndDestroy'] as const)(
    'are over when the client leaves by %s, long before their deadline (G14)',
    async (leave) => {
      const { port, clientErrors, connections } = await startTls(echo, localhost)
      for (const octets of ['', '\u0016\u0003\u0001\u0002\u0000']) {
        const socket = connect(port, '127.0.0.1')
        socket.on('error', () => {}).resume()
        await once(socket, 'connect')
        await new Promise((written) => socket.write(octets, 'latin1', written))
        socket[leave]()
      }
      await expect.poll(() => clientErrors).toHaveLength(2)
      await expect.poll(() => connections.size).toBe(0)
    },
  )

  it('are over when the client resets the connection before their last octets (G14)', async () => {
    const { port, secured, connections } = await startTls(echo, localhost)
    const carrier = connect(port, '127.0.0.1')
    // The server finds the handshake complete, and still has session tickets to send.
    const found = vi.spyOn(secured, 'push').mockImplementation(() => {
      carrier.resetAndDestroy()
      return 0
    })
    const options = { socket: carrier, rejectUnauthorized: false, ALPNProtocols: ['h2'] }
    connectTls(options).on('error', () => {})
    await expect.poll(() => found.mock.calls.length).toBe(1)
    await expect.poll(() => connections.size).toBe(0)
  })

  it('leave no descriptors behind when they fail (G14)', async () => {
    const { port, connections } = await startTls(echo, localhost)
    for (let i = 0; i < 100; i++) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      await once(socket, 'connect')
      if (i % 2 === 0) socket.end('nonsense')
      else socket.resetAndDestroy()
      socket.resume()
      if (!socket.destroyed) await once(socket, 'close')
    }
    await vi.waitFor(() => expect(connections.size).toBe(0))
  })
})

describe('the extension of the exchange', () => {
  it('is named as SPEC says', () => {
    expect(TLS).toBe(Symbol.for('tsgi.tls'))
  })

  it('tells version, cipher, protocol and name', async () => {
    const { connect: open, secured } = await startTls(echo, localhost)
    await open({ servername: 'localhost', ALPNProtocols: ['h2'] })
    await vi.waitFor(() => expect(secured).toHaveLength(1))
    expect(secured[0]).toEqual({
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      alpn: 'h2',
      serverName: 'localhost',
      clientCertificate: null,
      authorized: false,
      authorizationError: null,
    })
  })
})

describe('reload', () => {
  async function folderOf(name: string): Promise<{ cert: string; key: string; folder: string }> {
    const folder = await mkdtemp(join(tmpdir(), 'tsgi-tls-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
    await copy(name, files)
    return { ...files, folder }
  }

  async function copy(name: string, { cert, key }: { cert: string; key: string }): Promise<void> {
    await copyFile(certificate(name).cert, cert)
    await copyFile(certificate(name).key, key)
  }

  function serialOf(name: string): string {
    return readFileSync(certificate(name).cert, 'utf8')
  }

  it('reads the files again, and leaves open connections alone (G28)', async () => {
    const { cert, key } = await folderOf('localhost')
    const { endpoint, connect: open } = await startTls(echo, { cert, key })
    const old = await open({ servername: 'localhost' })
    await copy('renewed', { cert, key })
    await endpoint.reload()
    const fresh = await open({ servername: 'localhost' })
    expect(fresh.getPeerX509Certificate()!.toString()).toBe(serialOf('renewed'))
    expect(old.getPeerX509Certificate()!.toString()).toBe(serialOf('localhost'))
    expect(await askTls(old)).toContain(' 200 ')
  })

  it('keeps everything as it was when the new files do not fit', async () => {
    const { cert, key } = await folderOf('localhost')
    const { endpoint, connect: open } = await startTls(echo, { cert, key })
    await copyFile(example.cert, cert)
    await expect(endpoint.reload()).rejects.toThrow('tls.cert and tls.key cannot be used')
    await writeFile(key, 'broken')
    await expect(endpoint.reload()).rejects.toThrow('tls.key is not PEM')
    const socket = await open({ servername: 'localhost' })
    expect(socket.getPeerX509Certificate()!.toString()).toBe(serialOf('localhost'))
    await copy('renewed', { cert, key })
    await endpoint.reload()
    const fresh = await open({ servername: 'localhost' })
    expect(fresh.getPeerX509Certificate()!.toString()).toBe(serialOf('renewed'))
  })

  it('takes other options', async () => {
    const { endpoint, connect: open } = await startTls(echo, localhost)
    await endpoint.reload(example)
    expect((await open()).getPeerCertificate().subject.CN).toBe('example.com')
  })

  it('loses no request while it happens again and again (G28)', async () => {
    const serve: Application = () => ({ status: 200, headers: {}, body: 'x' })
    const { endpoint, port, agents } = await startTls(serve, localhost)
    const session = connectHttp2(`https://localhost:${port}`, { rejectUnauthorized: false })
    agents.push(() => session.destroy())
    const statuses = new Set<number>()
    const load = async (): Promise<void> => {
      const other = connectHttp2(`https://localhost:${port}`, { rejectUnauthorized: false })
      agents.push(() => other.destroy())
      for (const answer of await Promise.all([ask(session), ask(other)])) statuses.add(answer.status)
      other.close()
    }
    for (let i = 0; i < 10; i++)
      await Promise.all([load(), endpoint.reload(i % 2 === 0 ? certificate('renewed') : localhost), load()])
    expect([...statuses]).toEqual([200])
  })
})
