import type { Application, Service } from '@tsgi/spec'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import { type Foreign, foreignNamed, recognise } from './loading/recognise.ts'
import { memberOf } from './member.ts'
import type { Settings } from './options/settings.ts'

/** What the command can serve, in the words of its errors. */
export const expectation =
  'an application (a function), a service ({ app, start?, stop? }), or an app of Express, Koa, Fastify, Hono, fetch or node:http'

/** A service, and what it was made of. */
export interface Made {
  readonly service: Service
  /** `undefined`: it was of this interface. */
  readonly foreign: Foreign | undefined
}

/**
 * Makes a service of whatever can be served (SPEC LIFE-1).
 * @param subject begins the error: `app.ts exports`
 * @param wanted what the operator says that it is
 * @throws CommandError when the value cannot be served, or the adapter for it is not installed
 */
export async function toService(
  value: unknown,
  subject: string,
  wanted: Settings['interface'] = 'auto',
): Promise<Made> {
  if (isService(value)) return withForeignApp(value, subject, wanted)

  const foreign = foreignOf(value, wanted)
  if (foreign !== undefined) return adapted(value, foreign, subject)
  if (isApplication(value)) return { service: { app: value }, foreign }
  throw new CommandError(exitCodes.notAnApplication, `${subject} ${describe(value)}; expected ${expectation}`)
}

/** Calls the adapter. */
export async function adapted(value: unknown, foreign: Foreign, subject: string): Promise<Made> {
  const made = await adapt(value, foreign, subject)
  return { service: isApplication(made) ? { app: made } : made, foreign }
}

async function adapt(value: unknown, foreign: Foreign, subject: string): Promise<Application | Service> {
  try {
    return await foreign.adapt(value, `${subject} ${foreign.what}`)
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    throw new CommandError(
      exitCodes.notAnApplication,
      `${subject} ${describe(value)}; ${foreign.adapter} says: ${cause.message}`,
      { cause },
    )
  }
}

/** The application of a service may be foreign as well. */
async function withForeignApp(
  service: Service,
  subject: string,
  wanted: Settings['interface'],
): Promise<Made> {
  const foreign = foreignOf(service.app, wanted)
  if (foreign === undefined) return { service, foreign }

  const inner = await adapted(service.app, foreign, `${subject} a service of`)
  return {
    foreign,
    service: {
      app: inner.service.app,
      start: async (server) => {
        await service.start?.(server)
        await inner.service.start?.(server)
      },
      stop: async () => {
        await inner.service.stop?.()
        await service.stop?.()
      },
    },
  }
}

function foreignOf(value: unknown, wanted: Settings['interface']): Foreign | undefined {
  if (wanted === 'auto') return recognise(value)
  return wanted === 'tsgi' ? undefined : foreignNamed(wanted)
}

/** More cannot be known: functions have no shape at run time. */
function isApplication(value: unknown): value is Application {
  return typeof value === 'function'
}

function isService(value: unknown): value is Service {
  return (
    typeof value !== 'function' &&
    (isApplication(memberOf(value, 'app')) || recognise(memberOf(value, 'app')) !== undefined) &&
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
