import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import type { ValidationError } from '@tsgi/validator'
import { expect, onTestFinished } from 'vitest'

/** Serves an application until the test has finished, with the validator around it. @returns its origin */
export async function listen(application: Application): Promise<string> {
  const violations: ValidationError[] = []
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  const server = await serve(validated(application), { port: 0, onError: () => {} })
  onTestFinished(async () => {
    await server.close({ graceMs: 0 })
    expect(violations).toEqual([])
  })
  return new URL(server.url).origin
}

/** Serves with Node alone until the test has finished. @returns the origin */
export async function listenNode(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
