/*
 * The server under test: a process of its own, so that its memory and descriptors are its alone. Serves the application
 * with the options in its first argument, tells the port, and answers questions until its parent leaves.
 */
import { Socket } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { serve } from '@tsgi/server'
import type { Server } from '@tsgi/server'
import application from './application.ts'
import type { Inside, PlainOptions, Question } from './messages.ts'

const LAG_RESOLUTION_MS = 10

const options = JSON.parse(process.argv[2] ?? '{}') as PlainOptions
const warnings: string[] = []
const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS })
/** Newest last. */
const servers: Server[] = []

const ANSWERS: Readonly<Record<Question, () => Promise<Inside | number | true>>> = {
  inside,
  next: openNext,
  closeOld: () =>
    servers
      .shift()!
      .close()
      .then(() => true),
  reloadCertificates: () =>
    servers
      .at(-1)!
      .reloadCertificates()
      .then(() => true),
}

process.on('warning', ({ message }) => warnings.push(message))
process.on('disconnect', () => process.exit())
process.on(
  'message',
  (question: Question) => void ANSWERS[question]().then((answer) => process.send!(answer)),
)
process.send!(await openNext())

async function openNext(): Promise<number> {
  const server = await serve(application, { ...options, port: 0, onError: () => {} })
  servers.push(server)
  return (server.address as { port: number }).port
}

/** Finalizers run between collections, and give more free. */
async function inside(): Promise<Inside> {
  const lagMs = lag.percentile(99) / 1e6 - LAG_RESOLUTION_MS
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  // Watching takes half a percent of a processor: it begins when somebody is interested.
  lag.enable()
  lag.reset()
  return {
    heapBytes: process.memoryUsage().heapUsed,
    resources: counted(process.getActiveResourcesInfo()),
    listeners: socketListeners(),
    warnings,
    lagMs: Math.max(0, lagMs),
    counters: servers.at(-1)!.counters,
  }
}

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** Node does not document how to get at its sockets. */
function socketListeners(): number[] {
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles()
  return handles
    .filter((handle) => handle instanceof Socket)
    .map((socket) => socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0))
    .toSorted((one, other) => one - other)
}
