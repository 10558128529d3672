import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import type { ValidationError } from '@tsgi/validator'
import { expect, onTestFinished } from 'vitest'

/** A server that listens. */
export interface Started {
  readonly url: string
  /** Faults of the application, in order. */
  readonly errors: unknown[]
}

/** Serves an application on a free port until the test has finished, with the validator around it. */
export async function start(application: Application): Promise<Started> {
  const violations: ValidationError[] = []
  const errors: unknown[] = []
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  const server = await serve(validated(application), { port: 0, onError: (error) => errors.push(error) })
  onTestFinished(async () => {
    await server.close({ graceMs: 0 })
    expect(violations).toEqual([])
  })
  return { url: server.url, errors }
}

/** Serves a listener on a server of Node until the test has finished. @returns its URL, without a slash at the end */
export async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Fails the test when a promise is rejected and nobody handles it, or something is thrown to nobody, until it has finished. */
export function expectNothingUnhandled(): void {
  const unhandled: unknown[] = []
  const note = (error: unknown): void => void unhandled.push(error)
  process.on('unhandledRejection', note).on('uncaughtException', note)
  onTestFinished(async () => {
    await new Promise((resolve) => void setImmediate(resolve))
    process.off('unhandledRejection', note).off('uncaughtException', note)
    expect(unhandled).toEqual([])
  })
}

/** Asks once. @returns status and content */
export async function ask(url: string, init: RequestInit = {}): Promise<[number, string]> {
  const answer = await fetch(url, init)
  return [answer.status, await answer.text()]
}
