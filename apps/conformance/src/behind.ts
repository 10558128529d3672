import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { httpSender } from '@tsgi/testing'
import { freePort, startChild } from './child.ts'
import type { ChildOptions } from './child.ts'
import type { StartedWayIn } from './way-in.ts'

/** Where a front server finds ours: a port of 127.0.0.1, or the path of a unix socket. */
export type Upstream = { readonly port: number } | { readonly unix: string }

/** How our server is reached from the front server. */
export type Link = 'tcp' | 'unix'

/**
 * Serves an application with `@tsgi/server` behind another server, which a child process runs.
 * @param front how to start that server, for the port it shall listen on and for where ours is
 */
export async function startBehind(
  application: Application,
  link: Link,
  front: (port: number, upstream: Upstream) => ChildOptions,
): Promise<StartedWayIn> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  const unix = join(folder, 'http.sock')
  const server = await serve(application, {
    ...(link === 'tcp' ? { port: 0 } : { unix }),
    onError: () => {},
  })
  const upstream = link === 'tcp' ? { port: (server.address as { port: number }).port } : { unix }
  const port = await freePort()
  const close = async (): Promise<void> => {
    await server.close({ graceMs: 1000 })
    await rm(folder, { recursive: true })
  }
  const child = await startChild(front(port, upstream)).catch(async (error: unknown) => {
    await close()
    throw error
  })
  return {
    send: httpSender({ host: '127.0.0.1', port }),
    url: `http://127.0.0.1:${port}`,
    close: () => child.stop().then(close),
  }
}
