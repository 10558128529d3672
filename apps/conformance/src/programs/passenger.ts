import { start as startPassenger } from '@tsgi/passenger'
import { makeApplication } from '../applications.ts'
import type { ApplicationName } from '../applications.ts'

/** Answers the requests that come to the server that Passenger finds. */
export async function start(name: ApplicationName): Promise<void> {
  await startPassenger(() => makeApplication(name), { onError: () => {} })
}
