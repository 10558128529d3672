/*
 * What a manager and its workers tell each other, over the channel that Node puts between parent and child. Each message
 * carries its kind in `tsgi`, so that those of an application, which may use the same channel, are told apart.
 */
import type { ServerCounters } from '@tsgi/server'
import { memberOf } from '../member.ts'

/** What a worker is to do. */
export interface WorkerOrders {
  /** URL of the module that loads and serves. */
  readonly entry: string
  /** What to load. */
  readonly application: unknown
  /** Descriptors to listen at. */
  readonly fds: readonly number[]
  readonly healthPath: string | undefined
  /** Requests after which to say `spent`; 0: never. */
  readonly maxRequests: number
  /** Milliseconds between signs of life. */
  readonly beatMs: number
  /** Milliseconds that what is under way may take when the manager is gone. */
  readonly graceMs: number
}

/** From manager to worker. */
export type ManagerMessage =
  | { readonly tsgi: 'start'; readonly orders: WorkerOrders }
  /** Give a sign of life now. */
  | { readonly tsgi: 'measure' }
  /** Tell load balancers that this is about to end. */
  | { readonly tsgi: 'drain' }
  | { readonly tsgi: 'stop'; readonly graceMs: number }
  | { readonly tsgi: 'reopen' }

/** From worker to manager. */
export type WorkerMessage =
  | { readonly tsgi: 'ready'; readonly name: string; readonly urls: readonly string[] }
  | {
      readonly tsgi: 'failed'
      readonly exitCode: number
      readonly message: string
      readonly details: string | undefined
    }
  | { readonly tsgi: 'beat'; readonly figures: Figures }
  /** It has served as many requests as it may. */
  | { readonly tsgi: 'spent' }
  /** Its listeners are closed: no connection comes to it any more. */
  | { readonly tsgi: 'closed' }
  /** Somebody has sent it SIGTERM. */
  | { readonly tsgi: 'asked' }
  /** @property fault why it did not stop well */
  | { readonly tsgi: 'stopped'; readonly fault: string | undefined }

/** How a worker is doing. */
export interface Figures {
  readonly counters: ServerCounters | undefined
  /** Bytes of resident memory. */
  readonly rss: number
  /** Seconds of processor time since it began. */
  readonly cpuSeconds: number
  /** Share of the time since the last sign of life in which its event loop was busy, 0 to 1. */
  readonly busy: number
}

/** Tells a message of ours from one of the application. The rest of it is as the other side wrote it, which is us. */
export function isOurs(message: unknown): message is { readonly tsgi: string } {
  return typeof memberOf(message, 'tsgi') === 'string'
}
