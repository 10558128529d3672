import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@tsgi/server'
import type { Server } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import type { ValidationError } from '@tsgi/validator'
import { expect, onTestFinished } from 'vitest'

/** Serves an application on a free port until the test has finished, with the validator around it and without a fault. */
export async function start(application: Application): Promise<Server> {
  const faults: unknown[] = []
  const onViolation = (error: ValidationError): void => void faults.push(error)
  const validated = validator({ onViolation, onWarning: () => {} })(application)
  const server = await serve(validated, { port: 0, onError: (error) => faults.push(error) })
  onTestFinished(async () => {
    await server.close({ graceMs: 0 })
    expect(faults).toEqual([])
  })
  return server
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
