import { HonestClient } from './client/honest-client.ts'
import type { ServerProcess } from './server-process.ts'

/** What the application is doing, and has done. */
export interface ApplicationState {
  /** Calls that are not over. */
  readonly running: number
  /** Octets that it made for `/big`. */
  readonly produced: number
  /** Octets that `/upload` has read. */
  readonly consumed: number
}

/** Asks the application. */
export async function applicationState({ port }: ServerProcess): Promise<ApplicationState> {
  const answer = await new HonestClient(() => port).ask({ path: '/state', isFresh: true })
  if (answer === null) throw new Error('The server does not answer')
  return JSON.parse(answer.text) as ApplicationState
}
