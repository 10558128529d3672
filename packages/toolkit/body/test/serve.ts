import { serve } from '@tsgi/server'
import type { Server } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import { expect, onTestFinished } from 'vitest'

/** Serves an application on a free port until the test has finished, next to the validator and without a fault. */
export async function start(application: Application): Promise<Server> {
  const faults: unknown[] = []
  const validated = validator({ onViolation: (error) => void faults.push(error), onWarning: () => {} })(
    application,
  )
  const server = await serve(validated, { port: 0, onError: (error) => faults.push(error) })
  onTestFinished(async () => {
    await server.close({ graceMs: 0 })
    expect(faults).toEqual([])
  })
  return server
}
