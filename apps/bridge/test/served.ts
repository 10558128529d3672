import { serve } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { onTestFinished } from 'vitest'

/** Serves an application on a free port until the test has finished. @returns the base of its URLs */
export async function served(application: Application): Promise<string> {
  const server = await serve(application, { port: 0 })
  onTestFinished(() => server.close({ graceMs: 0 }))
  return server.url
}
