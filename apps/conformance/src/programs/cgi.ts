import { run } from '@tsgi/cgi'
import { makeApplication } from '../applications.ts'
import type { ApplicationName } from '../applications.ts'

/** Answers the one request of this process. */
export async function start(name: ApplicationName): Promise<void> {
  await run(await makeApplication(name), { onError: () => {} })
}
