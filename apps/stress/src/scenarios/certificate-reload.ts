import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { RENEWED, SERVER } from '../certificates.ts'
import type { Certificate } from '../certificates.ts'
import { HonestClient } from '../client/honest-client.ts'
import { answersOn, openSocket } from '../client/raw-client.ts'
import { atMost, exactly, told } from '../finding.ts'
import type { Finding } from '../finding.ts'
import { under, unharmed } from '../managed-load.ts'
import type { Loaded } from '../managed-load.ts'
import { withManaged } from '../managed-process.ts'
import type { ManagedProcess } from '../managed-process.ts'
import type { Scenario, Size } from '../scenario.ts'
import { withServer } from '../server-process.ts'
import type { ServerProcess } from '../server-process.ts'
import { descriptorsBack } from '../settled.ts'

const TIMES = 10
const SIZES = {
  full: { everyMs: 1000, reloads: TIMES, count: 20_000, workers: 2 },
  small: { everyMs: 100, reloads: 2, count: 500, workers: 1 },
}
/** At once, for each protocol; one request of ten has a connection of its own. */
const CLIENTS = 16
const PATHS = ['/', '/slow?ms=20', '/stream?chunks=4&ms=20', '/big?bytes=100000']

/** Certificates that are replaced while clients ask. */
export const certificateReload: Scenario = {
  id: 'G28',
  name: 'certificate-reload',
  title: 'certificates replaced ten times while clients ask over HTTP/1.1 and HTTP/2',
  run: ({ size }) =>
    withFiles((files) =>
      withServer({ options: { tls: files } }, (server) => replace(server, files, SIZES[size].everyMs)),
    ),
}

/** The same with workers, which take the new ones when they are reloaded. */
export const certificateReloadInWorkers: Scenario = {
  id: 'G28',
  name: 'certificate-reload-workers',
  title: 'the same with workers, reloaded each time',
  run: ({ size }) =>
    withFiles((files) =>
      withManaged({ workers: SIZES[size].workers, options: { tls: files } }, (managed) =>
        replaceInWorkers(managed, files, size),
      ),
    ),
}

/** Files that hold a certificate, for as long as something is done with them. */
async function withFiles<T>(use: (files: Certificate) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'stress-certificates-'))
  const files = { cert: join(folder, 'site.pem'), key: join(folder, 'site.key') }
  try {
    await put(SERVER, files)
    return await use(files)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function replaceInWorkers(managed: ManagedProcess, files: Certificate, size: Size): Promise<Finding[]> {
  const { reloads, count } = SIZES[size]
  const serials = [await serialShown(managed)]
  const loads = await underBoth(managed, count, async () => {
    for (let i = 0; i < reloads; i++) {
      await put(i % 2 === 0 ? RENEWED : SERVER, files)
      await managed.ask('reload')
      serials.push(await serialShown(managed))
    }
  })
  return [
    ...loads.flatMap(unharmed),
    exactly('new certificates shown after a reload', changes(serials), reloads),
  ]
}

/** Load over HTTP/1.1 and HTTP/2 while something is done. */
async function underBoth(
  managed: ManagedProcess,
  count: number,
  beside: () => Promise<void>,
): Promise<readonly Loaded[]> {
  const doing = beside()
  return Promise.all(
    (['https', 'h2'] as const).map((protocol) =>
      under(managed, { count, atOnce: CLIENTS, protocol }, () => doing),
    ),
  )
}

/** How often one differs from the one before. */
function changes(serials: readonly string[]): number {
  return serials.filter((serial, i) => i > 0 && serial !== serials[i - 1]).length
}

async function replace(server: ServerProcess, files: Certificate, everyMs: number): Promise<Finding[]> {
  const before = server.figures().descriptors
  const clients = (['https', 'h2'] as const).map((protocol) => new HonestClient(() => server.port, protocol))
  const over = new AbortController()
  const load = clients.flatMap((client) => askUntil(over.signal, client))
  const serials = [await serialShown(server)]
  for (let i = 0; i < TIMES; i++) {
    await sleep(everyMs)
    await put(i % 2 === 0 ? RENEWED : SERVER, files)
    await server.reloadCertificates()
    serials.push(await serialShown(server))
  }
  over.abort()
  await Promise.all(load)
  for (const client of clients) client.close()
  const [http1, http2] = clients as [HonestClient, HonestClient]
  return [
    told('requests over HTTP/1.1', http1.answered),
    told('requests over HTTP/2', http2.answered),
    exactly('requests that failed', [http1, http2].map(({ failureList }) => failureList).join(''), ''),
    atMost('requests sent twice', http1.retried + http2.retried, 0),
    exactly('new certificates shown at once', changes(serials), TIMES),
    await descriptorsBack(server, before),
  ]
}

function askUntil(signal: AbortSignal, client: HonestClient): Array<Promise<void>> {
  return Array.from({ length: CLIENTS }, async (_, first) => {
    for (let i = first; !signal.aborted; i++)
      await client.ask({ path: PATHS[i % PATHS.length]!, isFresh: i % 10 === 0 })
  })
}

/** A new connection's. One whose handshake is complete for the server as well, which a first answer tells. */
async function serialShown({ port }: { readonly port: number }): Promise<string> {
  const socket = await openSocket(port, 'https')
  const answered = answersOn(socket, 1)
  socket.write('GET / HTTP/1.1\r\nHost: stress\r\n\r\n')
  await answered
  const { serialNumber } = (socket as TLSSocket).getPeerCertificate()
  socket.destroy()
  return serialNumber
}

async function put(from: Certificate, to: Certificate): Promise<void> {
  await copyFile(from.cert, to.cert)
  await copyFile(from.key, to.key)
}
