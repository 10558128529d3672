import type { ServerCounters } from '@tsgi/server'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { messageOf } from '../thrown.ts'
import type { Served, WorkerEntry } from '../worker/entry.ts'
import { createGauge } from '../worker/measure.ts'
import type { Figures } from '../worker/messages.ts'
import { surround } from '../worker/surround.ts'
import { type Staff, type StaffEvents, type StaffParts, type WorkerView, noEvents } from './staff.ts'
import { noCounters } from './tally.ts'

/** This process serves by itself. Nobody can take its place but another process at the same sockets (SIGUSR2). */
export class Solo implements Staff {
  readonly size = 0
  readonly generation = 1
  readonly events: Readonly<StaffEvents> = noEvents()
  readonly #parts: StaffParts
  readonly #gauge = createGauge()
  readonly #startedAt = performance.now()
  #served: Served | undefined
  #figures: Figures | undefined
  #isDraining = false

  constructor(parts: StaffParts) {
    this.#parts = parts
  }

  get counters(): ServerCounters {
    return this.#served?.counters?.() ?? noCounters()
  }

  get workers(): readonly WorkerView[] {
    const view: WorkerView = {
      id: 1,
      pid: process.pid,
      state: this.#isDraining ? 'stopping' : this.#served === undefined ? 'starting' : 'ready',
      generation: 1,
      name: this.#served?.name ?? '',
      urls: this.#served?.urls ?? [],
      startedAt: this.#startedAt,
      figures: this.#figures,
    }
    return [view]
  }

  async start(): Promise<void> {
    const { entry, application, healthPath, sockets } = this.#parts
    try {
      const { serveApplication } = (await import(entry)) as WorkerEntry
      this.#served = await serveApplication(application, {
        listen: sockets.map(({ fd }) => ({ fd })),
        middleware: surround({
          healthPath,
          isDraining: () => this.#isDraining,
          maxRequests: 0,
          onSpent: () => {},
        }),
      })
    } catch (error) {
      for (const socket of sockets) socket.removeFile()
      throw error
    }
  }

  reload(): Promise<void> {
    return Promise.reject(alone('reload'))
  }

  resize(): never {
    throw alone('have more or fewer workers')
  }

  reopenLogs(): void {
    void Promise.resolve(this.#served?.reopenLogs?.()).catch((error: unknown) => {
      this.#parts.output.error(`cannot open logs again: ${messageOf(error)}`)
    })
  }

  measure(): Promise<void> {
    this.#figures = this.#gauge(this.#served)
    return Promise.resolve()
  }

  drain(): void {
    this.#isDraining = true
  }

  /** Descriptors are the server's to close. Only the clock tells whether `close` had to give up on something. */
  async stop(graceMs: number, isHandedOver: boolean): Promise<string[]> {
    this.#isDraining = true
    if (!isHandedOver) for (const socket of this.#parts.sockets) socket.removeFile()
    const startedAt = performance.now()
    try {
      await this.#served?.close(graceMs)
    } catch (error) {
      return [`stopping failed: ${messageOf(error)}`]
    }
    if (graceMs === 0 || performance.now() - startedAt < graceMs) return []
    return [`gave up on what was unfinished after ${graceMs / 1000} s`]
  }

  /** Whoever calls ends the process. */
  kill(): Promise<void> {
    return Promise.resolve()
  }
}

function alone(what: string): CommandError {
  return new CommandError(
    exitCodes.failed,
    `one process cannot ${what}: start it with --workers 1 or more (SIGUSR2 replaces the whole process)`,
  )
}
