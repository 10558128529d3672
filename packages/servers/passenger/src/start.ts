/*
 * The loaders of Phusion Passenger and LiteSpeed replace `listen` of `http.Server`: the first server that calls it gets
 * the socket that they know of, whatever it asked for. So this is served by a server of `node:http`, and an own engine on
 * a socket of its own would never be found.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { startService } from '@tsgi/exchange'
import { toNode } from '@tsgi/node'
import type { Application, HttpRequest, ServerInfo, Service } from '@tsgi/spec'
import { importModule } from './import-module.ts'
import { whenStopped } from './stopping.ts'
import { VERSION } from './version.ts'

/**
 * Where the application is: a file, JavaScript or TypeScript, relative to the working directory, which is the root of the
 * application; or a function that imports or makes it. Of a module the default export is served.
 */
export type Load = string | (() => unknown)

/** Whom to tell. */
export interface StartOptions {
  /** Told of each fault of the application, with the request where there is one. Default: prints it to standard error. */
  onError?: (error: unknown, request: HttpRequest | null) => void
}

/** Where it listens when no loader says otherwise. */
const DEFAULT_PORT = 3000

const INFO: ServerInfo = Object.freeze({
  name: '@tsgi/passenger',
  version: VERSION,
  spec: '1.0',
  runtime: `node/${process.versions.node}`,
})

/**
 * Serves an application, or a service with `start` and `stop`, where the loader wants it. Without a loader, as with
 * `node app.cjs`, at the port in the environment variable `PORT`, or 3000.
 * @returns when it listens
 * @throws TypeError for options that are wrong, or when what is loaded cannot be served; what loading throws; Error when it
 *   cannot listen. Left alone, as in a start-up file, it ends the process, and the loader shows it
 */
export async function start(load: Load, options: StartOptions = {}): Promise<Server> {
  checkOptions(load, options)
  const loaded = typeof load === 'string' ? await importModule(load) : await load()
  const { application, stop } = await startService(exported(loaded), INFO)
  const listener = toNode(application, options)
  const server = createServer(listener)
  server.on('checkContinue', listener)
  server.on('upgrade', listener.upgrade)
  server.listen(Number(process.env['PORT'] ?? DEFAULT_PORT))
  await once(server, 'listening')
  whenStopped(() => {
    server.close(() => void stop().finally(() => process.exit()))
    server.closeIdleConnections()
  })
  return server
}

function checkOptions(load: unknown, { onError, ...rest }: StartOptions): void {
  if (typeof load !== 'string' && typeof load !== 'function')
    throw new TypeError(`Expected a file, or a function such as () => import('./app.js'), got ${typeof load}`)
  for (const name of Object.keys(rest)) throw new TypeError(`Unknown option '${name}' of start()`)
  if (onError !== undefined && typeof onError !== 'function')
    throw new TypeError(`onError is a function, got ${typeof onError}`)
}

/** A module that was compiled to CommonJS has its default export one level deeper. */
function exported(loaded: unknown): Application | Service {
  return defaultOf(defaultOf(loaded)) as Application | Service
}

function defaultOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'default' in value ? value.default : value
}
