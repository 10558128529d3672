import type { ApplicationName } from './applications.ts'
import { freePort, startChild } from './child.ts'
import type { ChildOptions } from './child.ts'
import { HTTP1 } from './client-protocol.ts'
import type { StartedWayIn } from './way-in.ts'

/** Starts a front server that starts the application itself. */
export async function startHosted(
  child: (port: number, application: ApplicationName) => ChildOptions,
  application: ApplicationName | undefined,
): Promise<StartedWayIn> {
  if (application === undefined)
    throw new TypeError('An application in a process of its own needs a name, by which it is made there')
  const port = await freePort()
  const front = await startChild(child(port, application))
  return {
    send: HTTP1.sender({ host: '127.0.0.1', port }),
    url: `http://127.0.0.1:${port}`,
    close: () => front.stop(),
  }
}
