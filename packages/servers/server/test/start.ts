import type { ProtocolError } from '@tsgi/http1'
import { serve } from '@tsgi/server'
import type { ServeOptions, Server } from '@tsgi/server'
import type { Application, HttpRequest, Service } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import type { ValidationError } from '@tsgi/validator'
import { expect, onTestFinished } from 'vitest'
import { openClient } from './raw-client.ts'
import type { RawClient } from './raw-client.ts'

/** A server that listens, and what it has told. */
export interface Started {
  readonly server: Server
  /** Faults of the application, in order. */
  readonly errors: unknown[]
  /** What clients did wrong: codes, in order. */
  readonly clientErrors: string[]
  /** Opens a connection to it. */
  readonly open: (isStubborn?: boolean) => Promise<RawClient>
}

/**
 * Serves an application on a free port until the test has finished. The validator stands between the two: what either
 * does against SPEC.md fails the test.
 */
export async function start(application: Application, options: ServeOptions = {}): Promise<Started> {
  const violations: ValidationError[] = []
  onTestFinished(() => expect(violations).toEqual([]))
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  return startUnchecked(validated(application), options)
}

/** Serves what may do anything. */
export async function startUnchecked(
  served: Application | Service | ((request: HttpRequest) => unknown),
  options: ServeOptions = {},
): Promise<Started> {
  const errors: unknown[] = []
  const clientErrors: string[] = []
  const where = options.unix === undefined ? { port: 0 } : {}
  const server = await serve(served as Application, {
    ...where,
    onError: (error) => errors.push(error),
    onClientError: (error: ProtocolError) => clientErrors.push(error.code),
    ...options,
  })
  onTestFinished(() => server.close({ graceMs: 0 }))
  return { server, errors, clientErrors, open: (isStubborn) => openClient(server, isStubborn) }
}
