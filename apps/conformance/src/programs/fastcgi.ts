import { serve } from '@tsgi/fastcgi'
import { makeApplication } from '../applications.ts'
import type { ApplicationName } from '../applications.ts'

/** Answers the requests that come over the socket in the place of standard input (FastCGI 1.0 §2.2). */
export async function start(name: ApplicationName): Promise<void> {
  const server = await serve(await makeApplication(name), { listen: ['fd:0'], onError: () => {} })
  process.once('SIGTERM', () => void server.close({ graceMs: 0 }))
}
