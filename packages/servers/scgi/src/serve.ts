import { formatCgiHead } from '@tsgi/cgi-variables'
import type { RunningServer } from '@tsgi/listeners'
import { serveFraming } from '@tsgi/single-exchange'
import type { Framing, SingleExchangeOptions } from '@tsgi/single-exchange'
import type { Application, Service } from '@tsgi/spec'
import { measureHead, parseHead } from './netstring.ts'
import { VERSION } from './version.ts'

/** Where to listen, what to allow, whom to tell. All are optional; the README lists them. */
export type ServeOptions = SingleExchangeOptions

/** Requests as netstrings, responses as those of CGI. */
const SCGI: Framing = {
  measure: measureHead,
  parse: parseHead,
  formatHead: ({ status, headers, contentLength }) => formatCgiHead(status, headers, contentLength),
}

/**
 * Serves an application, or a service with `start` and `stop`, over SCGI.
 * @returns when it listens
 * @throws TypeError for options that are wrong; an error with a `code` when it cannot listen (`EADDRINUSE`, `EACCES` …;
 *   `ENOTLOOPBACK`: other machines could reach it, and `trustNetwork` is not set); what the service's `start` throws
 */
export async function serve(
  application: Application | Service,
  options: ServeOptions = {},
): Promise<RunningServer> {
  const protocol = { name: '@tsgi/scgi', version: VERSION, scheme: 'scgi', defaultPort: 4000, framing: SCGI }
  return serveFraming(application, options, protocol)
}
