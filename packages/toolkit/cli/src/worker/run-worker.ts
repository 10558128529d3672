/*
 * Theory of operation
 *
 * A worker does what its manager says, and nothing that a signal says: Ctrl-C and service managers send their signals to
 * all processes at once, and the manager knows in which order they are to end. SIGTERM is passed on: sent to a worker
 * alone, it means to replace that one. When the manager is gone the worker ends too, gracefully.
 */
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { createOutput } from '../output.ts'
import { detailsOf, messageOf } from '../thrown.ts'
import type { Channel } from './channel.ts'
import type { Served, WorkerEntry } from './entry.ts'
import { createGauge } from './measure.ts'
import type { ManagerMessage, WorkerOrders } from './messages.ts'
import { surround } from './surround.ts'

/** Serves as the manager at the other end of the channel says. */
export function runWorker(channel: Channel): void {
  process.setSourceMapsEnabled(true)
  leaveSignalsToManager(channel)
  // Whoever read our output may go.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

  const worker = new Worker(channel)
  channel.listen(
    (message) => worker.obey(message),
    () => worker.orphaned(),
  )
}

const ignored: readonly NodeJS.Signals[] = ['SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGTTIN', 'SIGTTOU']

function leaveSignalsToManager(channel: Channel): void {
  for (const signal of ignored) process.on(signal, () => {})
  process.on('SIGTERM', () => void channel.send({ tsgi: 'asked' }))
}

class Worker {
  readonly #channel: Channel
  readonly #gauge = createGauge()
  #orders: WorkerOrders | undefined
  #starting: Promise<void> | undefined
  #served: Served | undefined
  #isDraining = false
  #stopping: Promise<void> | undefined

  constructor(channel: Channel) {
    this.#channel = channel
  }

  obey(message: ManagerMessage): void {
    switch (message.tsgi) {
      case 'start':
        this.#orders = message.orders
        this.#starting = this.#start(message.orders)
        break
      case 'measure':
        this.#beat()
        break
      case 'drain':
        this.#isDraining = true
        break
      case 'stop':
        void this.#stop(message.graceMs)
        break
      case 'reopen':
        void this.#reopen()
    }
  }

  /** The manager was killed. What is under way may end; there is nobody left to tell. */
  orphaned(): void {
    void this.#stop(this.#orders?.graceMs ?? 0)
  }

  async #start(orders: WorkerOrders): Promise<void> {
    try {
      const { serveApplication } = (await import(orders.entry)) as WorkerEntry
      const served = await serveApplication(orders.application, {
        listen: orders.fds.map((fd) => ({ fd })),
        middleware: surround({
          healthPath: orders.healthPath,
          isDraining: () => this.#isDraining,
          maxRequests: orders.maxRequests,
          onSpent: () => void this.#channel.send({ tsgi: 'spent' }),
        }),
      })
      this.#served = served
      void this.#channel.send({ tsgi: 'ready', name: served.name, urls: served.urls })
      setInterval(() => this.#beat(), orders.beatMs)
    } catch (error) {
      await this.#fail(error)
    }
  }

  async #fail(error: unknown): Promise<never> {
    const known = error instanceof CommandError
    const cause = known ? error.cause : error
    const exitCode = known ? error.exitCode : exitCodes.internal
    await this.#channel.send({
      tsgi: 'failed',
      exitCode,
      message: known ? error.message : `this is a bug in tsgi, please report it: ${messageOf(error)}`,
      details: cause === undefined ? undefined : detailsOf(cause),
    })
    process.exit(exitCode)
  }

  #beat(): void {
    void this.#channel.send({ tsgi: 'beat', figures: this.#gauge(this.#served) })
  }

  async #stop(graceMs: number): Promise<void> {
    this.#isDraining = true
    if (this.#stopping !== undefined) {
      // Less time brings the end nearer; how it ends is told by the first call.
      this.#served?.close(graceMs).catch(() => {})
      return
    }
    this.#stopping = this.#close(graceMs)
    await this.#stopping
  }

  /** A service that is just starting must have started before it can be stopped. Only the clock tells whether `close` had to give up on something. */
  async #close(graceMs: number): Promise<void> {
    const startedAt = performance.now()
    let fault: string | undefined
    await this.#starting
    try {
      const closing = this.#served?.close(graceMs)
      void this.#channel.send({ tsgi: 'closed' })
      await closing
      if (graceMs > 0 && performance.now() - startedAt >= graceMs) {
        fault = `gave up on what was unfinished after ${graceMs / 1000} s`
      }
    } catch (error) {
      fault = `stopping failed: ${messageOf(error)}`
    }
    this.#beat()
    await this.#channel.send({ tsgi: 'stopped', fault })
    // An application may leave timers or sockets behind that would keep the process alive.
    process.exit(fault === undefined ? exitCodes.ok : exitCodes.failed)
  }

  async #reopen(): Promise<void> {
    try {
      await this.#served?.reopenLogs?.()
    } catch (error) {
      createOutput().error(`cannot open logs again: ${messageOf(error)}`)
    }
  }
}
