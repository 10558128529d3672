/*
 * Theory of operation
 *
 * One life: starting → serving ⇄ reloading → stopping. Wishes come from signals and from the control socket; all of them
 * end up here, and here is decided what the staff does about them. The first wish to stop decides how; a second signal
 * ends all of it at once.
 */
import { constants } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Output } from '../output.ts'
import { stopSignal } from '../stop-signal.ts'
import { detailsOf, messageOf } from '../thrown.ts'
import type { Awaitable } from '@tsgi/spec'
import type { CommandName, Status } from './control/protocol.ts'
import { type Successor, startSuccessor } from './hand-over.ts'
import type { ServiceManager } from './service-manager.ts'
import type { ManagedSettings } from './settings.ts'
import { onSignals } from './signals.ts'
import type { SharedSocket } from './sockets/shared-sockets.ts'
import type { Staff } from './staff.ts'
import { nameOf, statusOf, urlsOf } from './status-of.ts'

/** What a manager is made of. */
export interface ManagerParts {
  readonly settings: ManagedSettings
  readonly output: Output
  readonly staff: Staff
  readonly services: ServiceManager
  /** All sockets, for a process that takes over; those of the application come first. */
  readonly sockets: readonly SharedSocket[]
  /** Called when the application is served. */
  readonly onServing: () => Awaitable<void>
  /** Called when another process has taken over. */
  readonly onHandedOver: () => void
}

/** How it is to end. */
interface Stop {
  /** For the operator. */
  readonly why: string
  readonly graceMs: number
  readonly drainDelayMs: number
  /** Whether another process goes on with the sockets. */
  readonly isHandedOver: boolean
  /** Code to exit with when it has not served yet. */
  readonly early: number
}

/** Runs an application until it is told to stop. */
export class Manager {
  readonly #parts: ManagerParts
  readonly #startedAt = performance.now()
  #state: Status['state'] = 'starting'
  #lastReload: Status['lastReload'] = null
  /** Why the last reload changed nothing. */
  #refusal: unknown
  #successor: Successor | undefined
  #askToStop: (stop: Stop) => void = () => {}
  readonly #wish: Promise<Stop> = new Promise((resolve) => (this.#askToStop = resolve))
  #end: (code: number) => void = () => {}
  readonly #ended: Promise<number> = new Promise((resolve) => (this.#end = resolve))
  #asked: Stop | undefined
  #cutting: Promise<number> | undefined
  #cut: (code: Promise<number>) => void = () => {}
  readonly #forced: Promise<number> = new Promise((resolve) => (this.#cut = resolve))

  /** Whether another process goes on with the sockets. */
  isHandedOver = false

  constructor(parts: ManagerParts) {
    this.#parts = parts
    this.#listenToSignals()
  }

  /**
   * Starts, serves and stops.
   * @returns the code to exit with
   * @throws CommandError when it does not come to serve
   */
  async run(): Promise<number> {
    // Killed workers are what a graceful stop waits for as well.
    const code = await Promise.race([this.#live(), this.#forced])
    const exitCode = (await this.#cutting) ?? code
    this.#end(exitCode)
    return exitCode
  }

  /** How all of it is; asks the workers. */
  async status(): Promise<Status> {
    const { staff, sockets } = this.#parts
    await staff.measure()
    const view = { state: this.#state, lastReload: this.#lastReload, startedAt: this.#startedAt }
    return statusOf(view, staff, sockets)
  }

  /** Does what the control socket says. @returns what to answer */
  async obey(command: CommandName): Promise<unknown> {
    switch (command) {
      case 'status':
        return this.status()
      case 'workers':
        return (await this.status()).workers
      case 'reload':
        return { message: await this.#reload() }
      case 'reopen':
        this.#reopenLogs()
        return { message: 'logs are opened again' }
      case 'stop':
        this.#stopGracefully('asked to stop')
        return { message: said(await this.#ended) }
    }
  }

  #listenToSignals(): void {
    const { output } = this.#parts
    void stopSignal({ force: (signal) => this.#force(codeOf(signal)) }).then((signal) =>
      this.#stopGracefully(signal, codeOf(signal)),
    )
    onSignals({
      reload: () => void this.#reload().catch(() => {}),
      reopenLogs: () => this.#reopenLogs(),
      handOver: () => void this.#handOver(),
      resize: (change) => this.#resize(change),
      quit: () => this.#stopGracefully('SIGQUIT', codeOf('SIGQUIT'), { graceMs: 0, drainDelayMs: 0 }),
      hangUp: () => {
        output.notice('the terminal is gone')
        this.#stopGracefully('SIGHUP', codeOf('SIGHUP'))
      },
    })
  }

  #stopGracefully(why: string, early: number = exitCodes.ok, times: Partial<Stop> = {}): void {
    const { graceMs, drainDelayMs } = this.#parts.settings
    this.#asked ??= { why, graceMs, drainDelayMs, isHandedOver: false, early, ...times }
    this.#askToStop(this.#asked)
  }

  async #live(): Promise<number> {
    const { staff, services, onServing } = this.#parts
    const early = this.#wish.then((stop) => this.#interrupt(stop))
    // Once it serves, that says nothing.
    early.catch(() => {})
    const started = staff.start().catch((error: unknown) => {
      if (this.#asked === undefined) throw error
      return early
    })
    await Promise.race([started, early])
    this.#state = 'serving'
    await onServing()
    this.#tellServing()
    const endWatchdog = services.watchdog(() => staff.workers.some(({ state }) => state === 'ready'))
    try {
      return await this.#stop(await this.#wish)
    } finally {
      endWatchdog()
    }
  }

  /** What has started must stop before it ends; nothing serves yet, so there is nothing to drain. */
  async #interrupt({ why, graceMs, early }: Stop): Promise<never> {
    const { staff } = this.#parts
    if (this.#state !== 'starting') return new Promise(() => {})
    await staff.stop(graceMs, false)
    throw new CommandError(early, `${why} while loading`)
  }

  #tellServing(): void {
    const { output, staff, sockets, services } = this.#parts
    const [first, ...more] = urlsOf(staff, sockets)
    output.result(`Serving ${nameOf(staff)} on ${first}`)
    for (const url of more) output.notice(`also on ${url}`)
    if (staff.size > 0)
      output.notice(`${staff.size} ${staff.size === 1 ? 'worker' : 'workers'}, manager pid ${process.pid}`)
    void services.ready(this.#summary())
  }

  #summary(): string {
    const { staff } = this.#parts
    return staff.size === 0 ? 'serving' : `serving, workers: ${staff.size}, generation: ${staff.generation}`
  }

  /** @returns what to tell the operator @throws CommandError that says why not */
  async #reload(): Promise<string> {
    const { staff, services } = this.#parts
    if (this.#state === 'starting') throw new CommandError(exitCodes.failed, 'it is still starting')
    if (this.#state === 'serving') this.#state = 'reloading'
    void services.reloading()
    try {
      await staff.reload()
      return this.#reloaded(true, `reloaded: generation ${staff.generation} serves`)
    } catch (error) {
      // Wishes that became one reload have one error.
      if (error !== this.#refusal) this.#tell(error)
      this.#refusal = error
      this.#reloaded(false, messageOf(error))
      throw error
    }
  }

  #tell(error: unknown): void {
    const { output, settings } = this.#parts
    output.error(messageOf(error))
    const isExplained = error instanceof CommandError && error.cause !== undefined
    if (settings.verbose && isExplained) output.error(detailsOf(error.cause))
  }

  #reloaded(ok: boolean, message: string): string {
    if (this.#state === 'reloading') this.#state = 'serving'
    this.#lastReload = { at: new Date().toISOString(), ok, message }
    void this.#parts.services.ready(this.#summary())
    return message
  }

  #reopenLogs(): void {
    this.#parts.output.notice('opening logs again')
    this.#parts.staff.reopenLogs()
  }

  #resize(change: number): void {
    const { output, staff } = this.#parts
    try {
      output.notice(`workers wanted: ${staff.resize(change)}`)
    } catch (error) {
      output.error(messageOf(error))
    }
  }

  /** In a container, where this is process 1, all of it would end with it. */
  async #handOver(): Promise<void> {
    const { output, sockets, services } = this.#parts
    try {
      if (process.pid === 1)
        throw new CommandError(
          exitCodes.failed,
          'SIGUSR2: process 1 cannot be replaced; replace the container',
        )
      if (this.#state !== 'serving' || this.#successor !== undefined) {
        throw new CommandError(
          exitCodes.failed,
          `SIGUSR2: not while it is ${this.#successor === undefined ? this.#state : 'being replaced'}`,
        )
      }
      this.#successor = startSuccessor(sockets)
      const pid = await this.#successor.serves
      void services.replacedBy(pid)
      this.#stopGracefully(`process ${pid} has taken over`, exitCodes.ok, {
        drainDelayMs: 0,
        isHandedOver: true,
      })
    } catch (error) {
      output.error(messageOf(error))
      this.#successor = undefined
    }
  }

  async #stop({ why, graceMs, drainDelayMs, isHandedOver }: Stop): Promise<number> {
    const { output, staff, services, onHandedOver } = this.#parts
    this.#state = 'stopping'
    output.notice(`${why}: ${howToStop(graceMs)}`)
    this.isHandedOver = isHandedOver
    if (isHandedOver) onHandedOver()
    else {
      this.#successor?.dismiss()
      void services.stopping()
      if (drainDelayMs > 0) output.notice(`not ready any more; closing in ${drainDelayMs / 1000} s`)
      staff.drain()
      await delay(drainDelayMs)
    }
    const faults = await staff.stop(graceMs, isHandedOver)
    for (const fault of new Set(faults)) output.error(fault)
    return faults.length === 0 ? exitCodes.ok : exitCodes.failed
  }

  #force(code: number): void {
    this.#successor?.dismiss()
    this.#cutting = this.#parts.staff.kill().then(() => code)
    this.#cut(this.#cutting)
  }
}

function howToStop(graceMs: number): string {
  return graceMs === 0
    ? 'stopping at once'
    : `stopping within ${graceMs / 1000} s; a second signal ends it at once`
}

function said(code: number): string {
  if (code === exitCodes.ok) return 'stopped'
  throw new CommandError(exitCodes.failed, `stopped, with code ${code}: its log tells why`)
}

function codeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}
