import type { Application, Service } from '@tsgi/spec'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import { memberOf } from './member.ts'

/** What the command can serve, in the words of its errors. */
export const expectation = 'an application (a function) or a service ({ app, start?, stop? })'

/**
 * Makes a service of an application or a service (SPEC LIFE-1).
 * @param subject begins the error: `app.ts exports`
 * @throws CommandError when the value is neither
 */
export function toService(value: unknown, subject: string): Service {
  if (isApplication(value)) return { app: value }
  if (isService(value)) return value

  const hint = foreignHint(value)
  throw new CommandError(
    exitCodes.notAnApplication,
    `${subject} ${describe(value)}; expected ${expectation}${hint === undefined ? '' : `; ${hint}`}`,
  )
}

/** More cannot be known: functions have no shape at run time. */
function isApplication(value: unknown): value is Application {
  return typeof value === 'function'
}

function isService(value: unknown): value is Service {
  return (
    isApplication(memberOf(value, 'app')) &&
    ['start', 'stop'].every((name) => ['undefined', 'function'].includes(typeof memberOf(value, name)))
  )
}

/** Says what a value is: `an object with app (string)`. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (value instanceof Promise) return 'a promise (await it there, or export a function and add --factory)'
  if (Array.isArray(value)) return 'an array'
  if (typeof value !== 'object') return `a ${typeof value}`

  const members = Object.entries(value).slice(0, 5)
  if (members.length === 0) return 'an object'
  return `an object with ${members.map(([name, member]) => `${name} (${typeof member})`).join(', ')}`
}

/** Applications of other interfaces, told by functions that theirs have and ours have not. */
const foreigners: ReadonlyArray<{ what: string; adapter: string; members: readonly string[] }> = [
  { what: 'an Express app', adapter: '@tsgi/express', members: ['handle', 'listen'] },
  { what: 'a Koa app', adapter: '@tsgi/koa', members: ['callback', 'listen'] },
  { what: 'a fetch handler', adapter: '@tsgi/fetch', members: ['fetch'] },
]

/**
 * Recognises what needs an adapter. Good for a hint only: an application may be any function (SPEC CALL-2).
 * @returns `it looks like a Koa app, …`; `undefined` for everything else
 */
export function foreignHint(value: unknown): string | undefined {
  const found = foreigners.find((one) =>
    one.members.every((name) => typeof memberOf(value, name) === 'function'),
  )
  return found && `it looks like ${found.what}, which ${found.adapter} turns into an application`
}
