import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ManagedSettings } from './settings.ts'

/** Where a pool of workers is wanted, far more than any machine has processors. */
const MOST_WORKERS = 1024

const rules: ReadonlyArray<readonly [isKept: (settings: ManagedSettings) => boolean, expected: string]> = [
  [
    ({ workers }) => workers === 'auto' || isWhole(workers, 0, MOST_WORKERS),
    '--workers is auto or 0 to 1024',
  ],
  [({ workers, maxRequests }) => workers !== 0 || maxRequests === 0, '--max-requests needs --workers'],
  [({ workers, maxRssBytes }) => workers !== 0 || maxRssBytes === 0, '--max-rss needs --workers'],
  [({ workers, maxLifetimeMs }) => workers !== 0 || maxLifetimeMs === 0, '--max-lifetime needs --workers'],
  [({ healthPath }) => healthPath === undefined || healthPath.startsWith('/'), '--health-path begins with /'],
  [({ umask }) => umask === undefined || isWhole(umask, 0, 0o777), '--umask is octal, 0 to 777'],
  [({ maxRequests }) => isWhole(maxRequests, 0), '--max-requests is a whole number'],
  [({ maxRequestsJitter }) => isWhole(maxRequestsJitter, 0), '--max-requests-jitter is a whole number'],
  [({ maxRssBytes }) => maxRssBytes >= 0, '--max-rss is a number of bytes'],
  [({ workerTimeoutMs }) => isTime(workerTimeoutMs), '--worker-timeout is 0 to 24 days'],
  [({ startTimeoutMs }) => isTime(startTimeoutMs), '--start-timeout is 0 to 24 days'],
  [({ maxLifetimeMs }) => isTime(maxLifetimeMs), '--max-lifetime is 0 to 24 days'],
  [({ graceMs }) => isTime(graceMs), '--grace is 0 to 24 days'],
  [({ drainDelayMs }) => isTime(drainDelayMs), '--drain-delay is 0 to 24 days'],
]

/**
 * Holds settings against what can be done, once, before anything is opened.
 * @throws CommandError that names the first that cannot
 */
export function checkSettings(settings: ManagedSettings): void {
  if (process.platform === 'win32') {
    throw new CommandError(
      exitCodes.usage,
      'processes are managed on POSIX systems only; leave the options of it out',
    )
  }
  for (const [isKept, expected] of rules) {
    if (!isKept(settings)) throw new CommandError(exitCodes.usage, expected)
  }
}

function isWhole(value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
}

/** Longer timers would go off at once. */
function isTime(milliseconds: number): boolean {
  return milliseconds >= 0 && milliseconds <= 2_147_483_647
}
