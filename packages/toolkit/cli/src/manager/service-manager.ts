/*
 * systemd is told by datagrams to the unix socket that NOTIFY_SOCKET names. Node cannot send those, so the program that
 * comes with systemd does: `systemd-notify`. It is a process of its own, so the unit says NotifyAccess=all. One is
 * started for each message, which are few: the watchdog's every half of WatchdogSec.
 *
 * sd_notify(3), systemd.service(5) Type=notify-reload
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Output } from '../output.ts'
import { messageOf } from '../thrown.ts'

/** The service manager that has started this process, if one has. */
export interface ServiceManager {
  /** All of it serves. */
  ready(status: string): Promise<void>
  /** It reloads; `ready` tells the end of that. */
  reloading(): Promise<void>
  /** It stops. */
  stopping(): Promise<void>
  /** Another process has taken over, and is the main one. */
  replacedBy(pid: number): Promise<void>
  /**
   * Sends signs of life while `isWell`, as often as the service manager wants them.
   * @returns ends that
   */
  watchdog(isWell: () => boolean): () => void
}

/** What tests put in place of the process. */
export interface ServiceManagerOptions {
  readonly environment?: NodeJS.ProcessEnv
  /** Sends one message. */
  readonly send?: (assignments: readonly string[]) => Promise<unknown>
}

/** Finds the service manager in the environment; without one, nothing is sent. */
export function serviceManager(output: Output, options: ServiceManagerOptions = {}): ServiceManager {
  const { environment = process.env, send = systemdNotify } = options
  if (environment['NOTIFY_SOCKET'] === undefined) return nobody

  let last: Promise<void> = Promise.resolve()
  let hasFailed = false
  const say = (...assignments: string[]): Promise<void> => {
    last = last.then(async () => {
      try {
        await send(assignments)
      } catch (error) {
        if (!hasFailed) output.error(`cannot tell systemd, is systemd-notify installed? ${messageOf(error)}`)
        hasFailed = true
      }
    })
    return last
  }
  return {
    ready: (status) => say('READY=1', `MAINPID=${process.pid}`, `STATUS=${status}`),
    reloading: () => say('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`),
    stopping: () => say('STOPPING=1'),
    replacedBy: (pid) => say(`MAINPID=${pid}`),
    watchdog: (isWell) => {
      const everyMs = watchdogMs(environment)
      if (everyMs === undefined) return () => {}
      const timer = setInterval(() => {
        if (isWell()) void say('WATCHDOG=1')
      }, everyMs / 2)
      return () => clearInterval(timer)
    },
  }
}

const done = Promise.resolve()

const nobody: ServiceManager = {
  ready: () => done,
  reloading: () => done,
  stopping: () => done,
  replacedBy: () => done,
  watchdog: () => () => {},
}

const TIMEOUT_MS = 5000

function systemdNotify(assignments: readonly string[]): Promise<unknown> {
  return promisify(execFile)('systemd-notify', assignments, { timeout: TIMEOUT_MS })
}

/** `WATCHDOG_PID` names the process that was started, which after a re-exec is one that is gone. */
function watchdogMs(environment: NodeJS.ProcessEnv): number | undefined {
  const milliseconds = Number(environment['WATCHDOG_USEC']) / 1000
  return milliseconds >= 1 && milliseconds <= 2_147_483_647 ? milliseconds : undefined
}
