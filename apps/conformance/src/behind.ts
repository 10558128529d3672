import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve as serveHttp } from '@tsgi/server'
import type { ServeOptions } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { freePort, startChild } from './child.ts'
import type { ChildOptions } from './child.ts'
import { HTTP1 } from './client-protocol.ts'
import type { ClientProtocol } from './client-protocol.ts'
import type { StartedWayIn } from './way-in.ts'

/** Where a front server finds ours: a port of 127.0.0.1, or the path of a unix socket. */
export type Upstream = { readonly port: number } | { readonly unix: string }

/** How our server is reached from the front server. */
export type Link = 'tcp' | 'unix'

/** Serves behind a front server. */
export type Serve = (
  application: Application,
  options: { readonly port?: number; readonly unix?: string; readonly onError: () => void },
) => Promise<Served>

/** What serves there. */
interface Served {
  readonly address: { readonly port: number } | string
  readonly close: (options: { graceMs: number }) => Promise<unknown>
}

/** What stands in front of our server, and what is spoken before and behind it. */
export interface Front {
  /** How to start it, for the port it shall listen on and for where ours is. */
  readonly child: (port: number, upstream: Upstream) => ChildOptions
  /** Default `'tcp'`. */
  readonly link?: Link
  /** What clients speak to it. Default HTTP/1.1. */
  readonly client?: ClientProtocol
  /** What our server expects of it. Default HTTP/1.1 alone. */
  readonly options?: ServeOptions
  /** What serves behind it. Default `@tsgi/server`, with these options. */
  readonly serve?: Serve
}

/** Serves an application behind another server, which a child process runs. */
export async function startBehind(
  { child, link = 'tcp', client = HTTP1, options = {}, serve = withOptions(options) }: Front,
  application: Application,
): Promise<StartedWayIn> {
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'))
  const unix = join(folder, 'http.sock')
  const server = await serve(application, {
    ...(link === 'tcp' ? { port: 0 } : { unix }),
    onError: () => {},
  })
  const upstream = typeof server.address === 'string' ? { unix } : { port: server.address.port }
  const port = await freePort()
  const close = async (): Promise<void> => {
    await server.close({ graceMs: 1000 })
    await rm(folder, { recursive: true })
  }
  const front = await startChild(child(port, upstream)).catch(async (error: unknown) => {
    await close()
    throw error
  })
  return {
    send: client.sender({ host: '127.0.0.1', port }),
    url: `${client.scheme}://127.0.0.1:${port}`,
    close: () => front.stop().then(close),
  }
}

function withOptions(options: ServeOptions): Serve {
  return (application, where) => serveHttp(application, { ...where, ...options })
}
