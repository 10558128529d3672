/*
 * The control socket: a unix socket that only its owner may connect to. A client sends one line and gets one line, both
 * JSON, and then the connection closes.
 *
 *   → {"command":"reload"}
 *   ← {"ok":true,"value":{…}}  or  {"ok":false,"message":"not reloaded: …"}
 */
import type { ServerCounters } from '@tsgi/server'
import type { WorkerState } from '../worker-process.ts'

/** What can be asked. */
export type CommandName = 'status' | 'workers' | 'reload' | 'stop' | 'reopen'

/** All that can be asked. */
export const commandNames: readonly CommandName[] = ['status', 'workers', 'reload', 'stop', 'reopen']

/** Octets of a question. */
export const MAX_QUESTION_BYTES = 1024

/** An answer. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string }

/** What `tsgi status` tells. */
export interface Status {
  /** Versions of the command, of Node and of the platform. */
  readonly version: string
  /** Process id of the manager, or of the one process that there is. */
  readonly pid: number
  /** What it is doing. */
  readonly state: 'starting' | 'serving' | 'reloading' | 'stopping'
  /** What is served: `app.ts:api`. */
  readonly application: string
  /** Where it listens. */
  readonly urls: readonly string[]
  /** Seconds since it began. */
  readonly uptimeSeconds: number
  /** How often the code was loaded: 1 at first. */
  readonly generation: number
  /** How the last reload ended. `null`: there was none. */
  readonly lastReload: { readonly at: string; readonly ok: boolean; readonly message: string } | null
  /** Workers that are wanted; 0: the process serves by itself. */
  readonly wanted: number
  readonly workers: readonly WorkerStatus[]
  /** What has happened to workers since it began. */
  readonly events: Readonly<Record<'crashed' | 'hung' | 'recycled' | 'reloaded' | 'refused', number>>
  /** Counters of all workers that there are and were. */
  readonly counters: ServerCounters
}

/** What `tsgi workers` tells of each. */
export interface WorkerStatus {
  readonly id: number
  readonly pid: number
  readonly state: WorkerState
  readonly generation: number
  /** Seconds since it began. */
  readonly uptimeSeconds: number
  /** Requests that it took, and those under way. */
  readonly requests: number
  readonly active: number
  /** Connections that are open. */
  readonly connections: number
  /** Bytes of resident memory. */
  readonly rss: number
  /** Seconds of processor time. */
  readonly cpuSeconds: number
  /** Share of the last second in which its event loop was busy, 0 to 1. */
  readonly busy: number
}

/**
 * Reads a question.
 * @returns a text that says what is wrong with it
 */
export function parseQuestion(line: string): CommandName | { readonly wrong: string } {
  let question: unknown
  try {
    question = JSON.parse(line)
  } catch {
    return { wrong: 'expected a line of JSON, such as {"command":"status"}' }
  }
  if (typeof question !== 'object' || question === null || Object.keys(question).join() !== 'command') {
    return { wrong: 'expected an object with command and nothing else' }
  }
  const { command } = question as { command: unknown }
  return (
    commandNames.find((name) => name === command) ?? { wrong: `expected command ${commandNames.join(', ')}` }
  )
}
