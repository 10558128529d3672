import type { ServerCounters } from '@tsgi/server'
import type { Figures } from '../worker/messages.ts'
import type { Output } from '../output.ts'
import type { WorkerLimits } from './settings.ts'
import type { SharedSocket } from './sockets/shared-sockets.ts'
import type { WorkerState } from './worker-process.ts'

/** Whoever serves: several workers, or this process alone. */
export interface Staff {
  /** Processes that serve, in the order of their numbers. */
  readonly workers: readonly WorkerView[]
  /** Workers that are wanted; 0: this process serves. */
  readonly size: number
  /** How often the code was loaded. */
  readonly generation: number
  readonly events: Readonly<StaffEvents>
  /** Counters of all workers that there are and were, as last told. */
  readonly counters: ServerCounters
  /**
   * Begins to serve.
   * @throws CommandError when it does not come so far; nothing of it is left then
   */
  start(): Promise<void>
  /**
   * Loads the code anew, without a gap.
   * @throws CommandError when that does not work; then the old code serves on
   */
  reload(): Promise<void>
  /**
   * Wants more workers, or fewer, but at least one.
   * @returns how many are wanted now
   * @throws CommandError where there cannot be more
   */
  resize(change: number): number
  /** Opens logs again. */
  reopenLogs(): void
  /** Asks workers for their figures. */
  measure(): Promise<void>
  /** Tells load balancers that all of it is about to end. From now on nobody is replaced. */
  drain(): void
  /**
   * Stops accepting, lets what is under way finish, and stops. Resolves when all of it is gone.
   * @param isHandedOver whether another process goes on with the sockets
   * @returns what did not end well
   */
  stop(graceMs: number, isHandedOver: boolean): Promise<string[]>
  /** Ends all workers at once. Resolves when they are gone. */
  kill(): Promise<void>
}

/** One process that serves. */
export interface WorkerView {
  readonly id: number
  readonly pid: number | undefined
  readonly state: WorkerState
  readonly generation: number
  /** What it serves, and where. */
  readonly name: string
  readonly urls: readonly string[]
  /** When it began, in milliseconds of a clock that never jumps. */
  readonly startedAt: number
  readonly figures: Figures | undefined
}

/** What has happened to workers since the beginning. */
export interface StaffEvents {
  /** Ended without being told to. */
  crashed: number
  /** Killed because they gave no sign of life. */
  hung: number
  /** Replaced because of age, memory, requests, or because somebody asked. */
  recycled: number
  /** Reloads that worked. */
  reloaded: number
  /** Reloads that changed nothing, or not all. */
  refused: number
}

/** What staff is made of. */
export interface StaffParts {
  /** Workers that are wanted at first. */
  readonly size: number
  readonly limits: WorkerLimits
  readonly entry: string
  readonly application: unknown
  readonly healthPath: string | undefined
  readonly graceMs: number
  readonly execArgv: readonly string[]
  /** To listen at; theirs from now on. */
  readonly sockets: readonly SharedSocket[]
  readonly output: Output
  readonly verbose: boolean
}

/** Events of which none has happened. */
export function noEvents(): StaffEvents {
  return { crashed: 0, hung: 0, recycled: 0, reloaded: 0, refused: 0 }
}
