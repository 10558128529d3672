import type { Application, HttpRequest, ServerInfo } from '@tsgi/spec'

/** What all exchanges of one server share. */
export interface Gateway {
  /** The application to call. */
  readonly application: Application
  /** What applications learn about the server. */
  readonly info: ServerInfo
  /** Told of each fault once, with the request where there is one. Must not throw. */
  readonly report: (error: unknown, request: HttpRequest | null) => void
  /** Work given to `waitUntil` that has not settled. */
  readonly work: Set<Promise<unknown>>
}

/** Makes a gateway; a `report` that throws is silenced, since nobody is left to tell. */
export function createGateway(
  application: Application,
  info: ServerInfo,
  report: (error: unknown, request: HttpRequest | null) => void,
): Gateway {
  return {
    application,
    info,
    report: (error, request) => attempt(() => report(error, request)),
    work: new Set(),
  }
}

function attempt(action: () => void): void {
  try {
    action()
  } catch {
    // The reporter itself failed.
  }
}
