import { ExchangeAborted, createGateway, runExchange } from '@tsgi/exchange'
import type { Gateway } from '@tsgi/exchange'
import type { Address, Application, HttpRequest } from '@tsgi/spec'
import { describe } from './handler.ts'
import { FetchTransport } from './fetch-transport.ts'
import { HostWork } from './host-work.ts'
import { readRequest } from './read-request.ts'
import { SERVER_INFO } from './server-info.ts'

/** How requests of a fetch host reach the application. */
export interface ToFetchOptions {
  /**
   * Where the handler is mounted, `'/blog'`: moved from the path to `basePath`. Requests for other paths get 404. Default
   * `''`: it is not.
   */
  basePath?: string
  /**
   * The client's address, which no `Request` tells. Default: nobody knows it. For Deno:
   * `(_request, info) => ({ address: info.remoteAddr.hostname, port: info.remoteAddr.port })`.
   */
  remote?: (request: Request, env: never, context: never) => Address | null
  /** Told of each fault of the application, once. Default: prints it. */
  onError?: (error: unknown, request: HttpRequest | null) => void
}

/**
 * What `toFetch` gives: the handler of a fetch host. Workers pass bindings and a context, Bun its server, Deno the
 * connection; all of them may be left out. Never rejects for what the application does.
 */
export type ServedFetch = (request: Request, env?: unknown, context?: unknown) => Promise<Response>

/**
 * Makes a fetch handler of an application, for Workers, Bun, Deno, `app.mount()` of Hono and whoever else calls a function
 * from `Request` to `Response`.
 * @throws TypeError when the application is no function, or `basePath` does not begin with a slash or ends with one
 */
export function toFetch(application: Application, options: ToFetchOptions = {}): ServedFetch {
  const { basePath = '', onError = printError } = options
  const remoteOf = options.remote as ((...received: unknown[]) => Address | null) | undefined
  checkApplication(application)
  checkBasePath(basePath)
  const gateway = createGateway(application, SERVER_INFO, onError)

  return (request, env, context) =>
    new Promise((resolve) => {
      const remote = remoteOf?.(request, env, context) ?? null
      const incoming = readRequest(request, { basePath, remote, env, context })
      if (incoming === undefined) return resolve(new Response(null, { status: 404 }))
      serve(withHostWork(gateway, context, env, request), incoming, request, resolve)
    })
}

type Incoming = NonNullable<ReturnType<typeof readRequest>>

function serve(
  gateway: Gateway,
  incoming: Incoming,
  { signal }: Request,
  resolve: (response: Response) => void,
): void {
  const transport = new FetchTransport(resolve)
  const { upload, ...read } = incoming
  const open = runExchange(gateway, read, transport)
  const leave = (): void => {
    const reason = new ExchangeAborted('CLIENT_LEFT', 'The client aborted the request', signal.reason)
    upload?.fail(reason)
    open.abort(reason)
    transport.disconnect(reason)
  }
  transport.onCancel = leave
  if (transport.isOver) return
  if (signal.aborted) return leave()
  signal.addEventListener('abort', leave, { once: true })
  transport.onOver = () => signal.removeEventListener('abort', leave)
}

/** Work goes on under the eyes of the host, where it watches over such. */
function withHostWork(gateway: Gateway, ...candidates: unknown[]): Gateway {
  const host = candidates.find(hasWaitUntil)
  return host === undefined ? gateway : { ...gateway, work: new HostWork(host) }
}

function hasWaitUntil(value: unknown): value is { waitUntil(work: Promise<unknown>): void } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'waitUntil' in value &&
    typeof value.waitUntil === 'function'
  )
}

function checkApplication(application: unknown): void {
  if (typeof application === 'function') return
  throw new TypeError(`toFetch takes an application, a function: got ${describe(application)}`)
}

function checkBasePath(basePath: string): void {
  if (basePath === '' || (basePath.startsWith('/') && !basePath.endsWith('/'))) return
  throw new TypeError(`basePath is '' or begins with a slash and ends without one: got '${basePath}'`)
}

function printError(error: unknown, request: HttpRequest | null): void {
  if (request !== null) console.error(`tsgi: ${request.method} ${request.basePath}${request.path} failed`)
  console.error(error)
}
