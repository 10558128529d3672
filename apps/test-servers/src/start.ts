import { serve } from '@tsgi/server'
import type { Server } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import type { ValidationError } from '@tsgi/validator'
import { expect, onTestFinished } from 'vitest'

/** A server that listens. */
export interface Started {
  readonly server: Server
  /** Its origin: `http://127.0.0.1:12345`. */
  readonly url: string
  /** Faults of the application, in order. */
  readonly errors: unknown[]
}

/** Serves an application on a free port until the test has finished, with the validator around it; violations fail the test. */
export async function start(application: Application): Promise<Started> {
  const violations: ValidationError[] = []
  const errors: unknown[] = []
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  const server = await serve(validated(application), { port: 0, onError: (error) => errors.push(error) })
  onTestFinished(async () => {
    await server.close({ graceMs: 0 })
    expect(violations).toEqual([])
  })
  return { server, url: new URL(server.url).origin, errors }
}
