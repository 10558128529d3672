/*
 * Modules that call `listen()` themselves are served as well: while they are loaded, servers of `node:http` only seem to
 * listen. What they were to answer is then answered here, where the operator says; a server that is not what is to be
 * served (one for metrics, say) listens after all, once that is known.
 */
import { Server as HttpServer } from 'node:http'
import { Server as HttpsServer } from 'node:https'

/** Servers that were told to listen. */
export interface CapturedListen {
  readonly servers: ReadonlyArray<HttpServer | HttpsServer>
  /** Resolves with the first; `undefined` when nothing that could call it is left, or it takes too long. */
  readonly first: (timeoutMs: number) => Promise<HttpServer | HttpsServer | undefined>
  /** Lets all but one listen where they wanted. From now on `listen` is Node's own again. */
  readonly release: (served: unknown) => void
}

interface Call {
  readonly server: HttpServer | HttpsServer
  readonly values: readonly unknown[]
}

const LOOK_AGAIN_MS = 20

/** Keeps servers from listening until `release`. */
export function captureListen(): CapturedListen {
  const calls: Call[] = []
  const before = new Set(process.getActiveResourcesInfo())
  const restore = [HttpServer, HttpsServer].map((type) => intercept(type.prototype, calls))

  return {
    get servers() {
      return calls.map(({ server }) => server)
    },
    first: async (timeoutMs) => {
      const until = performance.now() + timeoutMs
      while (calls.length === 0 && performance.now() < until && isBusy(before)) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
      }
      return calls[0]?.server
    },
    release: (served) => {
      for (const undo of restore) undo()
      for (const { server, values } of calls) {
        Reflect.deleteProperty(server, 'address')
        if (server !== served) server.listen(...(values as []))
      }
    },
  }
}

/** Something is under way that was not before: a connection to a database, a file, a timer. */
function isBusy(before: ReadonlySet<string>): boolean {
  return process.getActiveResourcesInfo().some((kind) => !before.has(kind))
}

function intercept(prototype: HttpServer | HttpsServer, calls: Call[]): () => void {
  Object.defineProperty(prototype, 'listen', {
    configurable: true,
    writable: true,
    value(this: HttpServer | HttpsServer, ...values: unknown[]) {
      const callback = values.findLast((value) => typeof value === 'function')
      calls.push({ server: this, values: values.filter((value) => value !== callback) })
      this.address = () => addressOf(values)
      if (callback !== undefined) this.once('listening', callback as () => void)
      process.nextTick(() => this.emit('listening'))
      return this
    },
  })
  return () => void Reflect.deleteProperty(prototype, 'listen')
}

/** Many print it. */
function addressOf([first, second]: readonly unknown[]): ReturnType<HttpServer['address']> {
  if (typeof first === 'string' && !/^\d+$/.test(first)) return first
  const options =
    typeof first === 'object' && first !== null ? (first as { port?: unknown; host?: unknown }) : {}
  const host = options.host ?? second
  return {
    address: typeof host === 'string' ? host : '127.0.0.1',
    family: 'IPv4',
    port: Number(options.port ?? first ?? 0) || 0,
  }
}
