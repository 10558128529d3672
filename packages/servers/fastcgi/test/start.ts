import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import type { ValidationError } from '@tsgi/validator'
import { expect, onTestFinished } from 'vitest'
import { serve } from '../src/index.ts'
import type { ServeOptions, Server } from '../src/index.ts'
import { Client } from './client.ts'

/** A server of a test, and what it has told. */
export interface Started {
  readonly server: Server
  /** Faults of the application. */
  readonly errors: unknown[]
  /** Codes of what was refused. */
  readonly refusals: string[]
  /** Connects to it. */
  readonly connect: () => Promise<Client>
}

/** Serves an application, which the validator watches, until the test has finished. */
export async function start(application: Application, options: ServeOptions = {}): Promise<Started> {
  const errors: unknown[] = []
  const refusals: string[] = []
  const violations: ValidationError[] = []
  const checked = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })(
    application,
  )
  const isPlaced = options.listen !== undefined || options.unix !== undefined
  const server = await serve(checked, {
    ...(isPlaced ? {} : { port: 0 }),
    onError: (error) => errors.push(error),
    onClientError: ({ code }) => refusals.push(code),
    ...options,
  })
  onTestFinished(async () => {
    await server.close({ graceMs: 0 })
    expect(violations).toEqual([])
  })
  return { server, errors, refusals, connect: () => Client.to(server) }
}

/** Answers with what it was asked. */
export const echo: Application = async ({ method, basePath, path, query, headers, body }) => {
  const chunks: Uint8Array[] = []
  for await (const chunk of body ?? []) chunks.push(chunk)
  const content = body === null ? null : new TextDecoder().decode(join(chunks))
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ method, basePath, path, query, headers, content }),
  }
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}

/** A promise, and the function that fulfils it. */
export function signal<T = void>(): { readonly happened: Promise<T>; readonly happen: (value: T) => void } {
  let happen: (value: T) => void = () => {}
  const happened = new Promise<T>((resolve) => (happen = resolve))
  return { happened, happen }
}
