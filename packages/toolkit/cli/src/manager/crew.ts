/*
 * Theory of operation
 *
 * A crew is as many workers as are wanted, each a process of its own that accepts from the same listening sockets; no
 * connection passes through here. Workers that end are started again: the first at once, a series of them ever more
 * slowly, one at a time.
 *
 * Everything that replaces a worker (a new version of the code, age, memory, a number of requests, SIGTERM) is the same
 * act: start another, wait until it serves and answers, and only then let the old one finish. Replacements wait for each
 * other, so that there is never more than one worker too many, and never one too few. A replacement that does not come
 * to serve changes nothing.
 */
import type { ServerCounters } from '@tsgi/server'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { detailsOf, messageOf } from '../thrown.ts'
import { BackOff } from './back-off.ts'
import { letGo } from './sockets/shared-sockets.ts'
import { Rounds, beatMsOf } from './rounds.ts'
import { type Staff, type StaffEvents, type StaffParts, noEvents } from './staff.ts'
import { settled, sumOf } from './tally.ts'
import { allowanceOf } from './wear.ts'
import { type Ended, WorkerProcess, howItEnded } from './worker-process.ts'

/** For a worker to say goodbye after its time is over. */
const KILL_AFTER_MS = 750

/** Workers that serve the same application from the same sockets. */
export class Crew implements Staff {
  readonly events: StaffEvents = noEvents()
  readonly #parts: StaffParts
  readonly #rounds: Rounds
  readonly #backOff = new BackOff()
  readonly #workers = new Set<WorkerProcess>()
  /** Those that are to take the place of others, and do not serve yet. */
  readonly #candidates = new Set<WorkerProcess>()
  /** Those whose replacement was asked for. */
  readonly #worn = new Set<WorkerProcess>()
  #target: number
  #generation = 1
  #isStarted = false
  #isStopping = false
  /** Settles when the replacements that were asked for so far are over. */
  #turn: Promise<void> = Promise.resolve()
  #queuedReload: Promise<void> | undefined
  #refill: NodeJS.Timeout | undefined
  /** Counters of workers that are gone. */
  #past: ServerCounters = sumOf([])

  constructor(parts: StaffParts) {
    this.#parts = parts
    this.#target = parts.size
    this.#rounds = new Rounds(parts.limits, () => this.#active(), {
      hung: (worker) => this.#hung(worker),
      worn: (worker, why) => this.#recycle(worker, why),
    })
  }

  /** Those there are, in the order of their numbers. */
  get workers(): WorkerProcess[] {
    return [...this.#workers].toSorted((one, other) => one.id - other.id)
  }

  get generation(): number {
    return this.#generation
  }

  /** Workers that are wanted. */
  get size(): number {
    return this.#target
  }

  /** Counters of all workers that there are and were, as last told. */
  get counters(): ServerCounters {
    const present = [...this.#workers].flatMap(({ figures }) => figures?.counters ?? [])
    return sumOf([this.#past, ...present])
  }

  async start(): Promise<void> {
    const workers = Array.from({ length: this.#target }, () => this.#spawn())
    try {
      await Promise.all(workers.map(({ ready }) => ready))
    } catch (error) {
      // Whoever has stopped it has closed the sockets.
      if (!this.#isStopping) {
        await this.kill()
        this.#parts.sockets.forEach(letGo)
      }
      throw error
    }
    this.#isStarted = true
    this.#rounds.begin()
    this.#fill()
  }

  /** Asked for again before it has begun, it is done once. Those that were not replaced yet when it fails go on. */
  reload(): Promise<void> {
    this.#queuedReload ??= this.#inTurn(() => {
      this.#queuedReload = undefined
      return this.#reload()
    })
    return this.#queuedReload
  }

  resize(change: number): number {
    if (this.#isStopping) return this.#target
    this.#target = Math.max(1, this.#target + change)
    const permanent = this.#active().filter((worker) => !this.#candidates.has(worker))
    for (const worker of permanent.slice(this.#target)) this.#retire(worker)
    this.#fill()
    return this.#target
  }

  reopenLogs(): void {
    for (const worker of this.#workers) worker.reopenLogs()
  }

  /** Waits no longer than a worker that works normally needs. */
  async measure(waitMs = 250): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, waitMs)))
    const serving = [...this.#workers].filter(({ state }) => state !== 'starting')
    await Promise.race([Promise.all(serving.map((worker) => worker.measure())), late])
    clearTimeout(timer)
  }

  drain(): void {
    this.#settleDown()
    for (const worker of this.#workers) worker.drain()
  }

  /** Our own descriptors are closed first, or clients would go on to queue behind them. */
  async stop(graceMs: number, isHandedOver: boolean): Promise<string[]> {
    this.#settleDown()
    for (const socket of this.#parts.sockets) {
      if (!isHandedOver) socket.removeFile()
      socket.close()
    }
    const workers = [...this.#workers]
    for (const worker of workers) this.#retire(worker, graceMs)
    await Promise.all(workers.map(({ ended }) => ended))
    return workers.flatMap(({ fault }) => fault ?? [])
  }

  async kill(): Promise<void> {
    this.#settleDown()
    for (const worker of this.#workers) worker.kill()
    await Promise.all([...this.#workers].map(({ ended }) => ended))
  }

  #settleDown(): void {
    this.#isStopping = true
    this.#rounds.end()
    clearTimeout(this.#refill)
  }

  #active(): WorkerProcess[] {
    return this.workers.filter(({ isActive }) => isActive)
  }

  async #reload(): Promise<void> {
    this.#expectRunning()
    const { output } = this.#parts
    const old = this.#active()
    this.#generation++
    output.notice(`reloading: generation ${this.#generation}`)
    try {
      for (const worker of old) await this.#replace(worker)
    } catch (cause) {
      this.events.refused++
      throw new CommandError(exitCodes.failed, `not reloaded: ${messageOf(cause)}; ${this.#serving(old)}`, {
        cause,
      })
    }
    this.events.reloaded++
    output.notice(`reloaded: generation ${this.#generation} serves`)
  }

  #serving(old: readonly WorkerProcess[]): string {
    const left = old.filter(({ isActive }) => isActive).length
    return `${left === old.length ? 'the' : left} old workers go on`
  }

  #expectRunning(): void {
    if (this.#isStopping) throw new CommandError(exitCodes.failed, 'it is stopping')
  }

  /** Whoever waits behind a replacement that fails is not held up by it. */
  #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(act)
    this.#turn = done.catch(() => {})
    return done
  }

  /** Starts a worker, and when it serves lets the old one finish. Whatever goes wrong changes nothing. */
  async #replace(old: WorkerProcess): Promise<void> {
    this.#expectRunning()
    if (!old.isActive) return

    const worker = this.#spawn()
    this.#candidates.add(worker)
    await worker.ready
    this.#candidates.delete(worker)
    // The old one may have ended meanwhile, or fewer may be wanted.
    if (this.#active().length > this.#target) this.#retire(old)
  }

  /** Replaces a worker for a reason of its own, in its turn. */
  #recycle(worker: WorkerProcess, why: string): void {
    if (this.#isStopping || !worker.isActive || this.#worn.has(worker)) return

    const { output } = this.#parts
    this.#worn.add(worker)
    output.notice(`${nameOf(worker)} ${why}: replacing it`)
    this.#inTurn(() => this.#replace(worker)).then(
      () => void this.events.recycled++,
      (error: unknown) => {
        output.error(`cannot replace ${nameOf(worker)}, it goes on: ${messageOf(error)}`)
        setTimeout(() => this.#worn.delete(worker), RETRY_MS).unref()
      },
    )
  }

  /** Lets a worker finish, and makes sure that it does. */
  #retire(worker: WorkerProcess, graceMs = this.#parts.graceMs): void {
    worker.stop(graceMs)
    const timer = setTimeout(() => {
      worker.fault ??= `${nameOf(worker)} did not end within ${graceMs / 1000} s and was killed`
      worker.kill()
    }, graceMs + KILL_AFTER_MS)
    void worker.ended.then(() => clearTimeout(timer))
  }

  #spawn(): WorkerProcess {
    const { limits, entry, application, healthPath, graceMs, execArgv, sockets } = this.#parts
    const allowance = allowanceOf(limits, Math.random())
    const worker = new WorkerProcess({
      id: this.#freeId(),
      generation: this.#generation,
      orders: {
        entry,
        application,
        healthPath,
        graceMs,
        maxRequests: allowance.requests,
        beatMs: beatMsOf(limits),
      },
      sockets: sockets.map(({ fd }) => fd),
      execArgv,
      allowance,
      onWish: (self, wish) =>
        this.#recycle(
          self,
          wish === 'asked' ? 'was sent SIGTERM' : `has served ${allowance.requests} requests`,
        ),
    })
    this.#workers.add(worker)
    this.#hurry(worker)
    void worker.ended.then((ended) => this.#ended(worker, ended))
    return worker
  }

  /** Numbers are used again, so that metrics do not grow with each worker. */
  #freeId(): number {
    const taken = new Set([...this.#workers].map(({ id }) => id))
    let id = 1
    while (taken.has(id)) id++
    return id
  }

  /** A worker that loads for ever would hold up replacements for ever. */
  #hurry(worker: WorkerProcess): void {
    const { startTimeoutMs } = this.#parts.limits
    if (startTimeoutMs === 0) return

    const timer = setTimeout(
      () => worker.giveUp(`the worker did not serve within ${startTimeoutMs / 1000} s`),
      startTimeoutMs,
    )
    worker.ready.then(
      () => clearTimeout(timer),
      () => clearTimeout(timer),
    )
  }

  #ended(worker: WorkerProcess, ended: Ended): void {
    this.#workers.delete(worker)
    this.#worn.delete(worker)
    if (worker.figures?.counters !== undefined) {
      this.#past = sumOf([this.#past, settled(worker.figures.counters)])
    }
    // Who waits for a candidate is told by it.
    if (this.#candidates.delete(worker)) return this.#fill()
    if (this.#isStopping || !this.#isStarted) return
    if (worker.wasTold && worker.failure === undefined) {
      if (worker.fault !== undefined) this.#parts.output.error(`${nameOf(worker)}: ${worker.fault}`)
      return this.#fill()
    }
    this.#lost(worker, worker.failure?.message ?? howItEnded(ended))
  }

  #lost(worker: WorkerProcess, how: string): void {
    const { output, verbose } = this.#parts
    this.events.crashed++
    const waitMs = this.#backOff.failed(worker.servedMs)
    output.error(
      `${nameOf(worker)} failed: ${how}; ${waitMs === 0 ? 'starting another' : `next try in ${waitMs / 1000} s`}`,
    )
    if (verbose && worker.failure?.cause !== undefined) output.error(detailsOf(worker.failure.cause))
    clearTimeout(this.#refill)
    this.#refill = undefined
    if (waitMs === 0) return this.#fill()
    this.#refill = setTimeout(() => {
      this.#refill = undefined
      this.#fill()
    }, waitMs)
  }

  /** Starts workers where some are missing: during a series of failures one by one. */
  #fill(): void {
    if (this.#isStopping || !this.#isStarted || this.#refill !== undefined) return

    const active = this.#active()
    const missing = this.#target - active.length
    const isTrying = active.some((worker) => worker.state === 'starting' && !this.#candidates.has(worker))
    const count = !this.#backOff.isOn ? missing : isTrying ? 0 : Math.min(1, missing)
    for (let i = 0; i < count; i++) {
      // When it fails, its end tells.
      this.#spawn().ready.then(
        () => this.#fill(),
        () => {},
      )
    }
  }

  #hung(worker: WorkerProcess): void {
    const { output, limits } = this.#parts
    this.events.hung++
    output.error(
      `${nameOf(worker)} gave no sign of life for ${limits.workerTimeoutMs / 1000} s (--worker-timeout): killing and replacing it`,
    )
    worker.kill()
    this.#fill()
  }
}

/** A replacement that failed is tried again after so long. */
const RETRY_MS = 5000

function nameOf({ id, pid }: WorkerProcess): string {
  return `worker ${id} (pid ${pid})`
}
