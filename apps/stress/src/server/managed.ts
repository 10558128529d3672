/*
 * An application under the process manager of the `tsgi` command, which imports this file twice: as the command, with
 * settings in the first argument, and in each worker, for the module that settings name as `entry`.
 */
import { serve } from '@tsgi/server'
import type { Middleware, Service } from '@tsgi/spec'
import type { PlainOptions } from './messages.ts'

/** What a worker is to serve. */
export interface ManagedApplication {
  /** URL of the module whose default export it is. */
  readonly module: string
  /** Options of `serve`. */
  readonly options: PlainOptions
}

interface Surroundings {
  readonly listen: ReadonlyArray<{ readonly fd: number }>
  readonly middleware: Middleware
}

/** Loads the application and serves it, as a worker of the command does. */
export async function serveApplication(
  { module, options }: ManagedApplication,
  { listen, middleware }: Surroundings,
): Promise<unknown> {
  const loaded = (await import(module)) as { default: Service['app'] }
  const server = await serve(middleware(loaded.default), {
    ...options,
    listen: [...listen],
    onError: () => {},
  })
  return {
    name: 'stress',
    urls: server.urls,
    counters: () => server.counters,
    close: (graceMs: number) => server.close({ graceMs }),
  }
}

interface ManagerModule {
  readonly serveManaged: (settings: unknown) => Promise<number>
}

const settings = process.argv[2]
if (settings !== undefined && process.env['TSGI_WORKER'] === undefined) {
  const manager = new URL('dist/manager/index.js', import.meta.resolve('tsgi/package.json'))
  const { serveManaged } = (await import(manager.href)) as ManagerModule
  process.exit(await serveManaged({ ...(JSON.parse(settings) as object), entry: import.meta.url }))
}
