import { formatHttpHead } from '@tsgi/cgi-variables'
import type { ResponseHead } from '@tsgi/exchange'
import type { RunningServer } from '@tsgi/listeners'
import { serveFraming } from '@tsgi/single-exchange'
import type { Framing, SingleExchangeOptions } from '@tsgi/single-exchange'
import type { Application, Service } from '@tsgi/spec'
import { answerTo, measureHead, parseHead } from './packet.ts'
import { VERSION } from './version.ts'

/** Where to listen, what to allow, whom to tell. All are optional; the README lists them. */
export type ServeOptions = SingleExchangeOptions

/** Requests as packets, responses as those of HTTP, which end with the connection. */
const UWSGI: Framing = { measure: measureHead, parse: parseHead, answerTo, formatHead }

/** As in CGI, but for the status, which has a line of its own: Apache takes no other. */
function formatHead({ status, headers, contentLength }: ResponseHead): string {
  return formatHttpHead(status, headers, contentLength)
}

/**
 * Serves an application, or a service with `start` and `stop`, over uwsgi, the protocol of uWSGI.
 * @returns when it listens
 * @throws TypeError for options that are wrong; an error with a `code` when it cannot listen (`EADDRINUSE`, `EACCES` …;
 *   `ENOTLOOPBACK`: other machines could reach it, and `trustNetwork` is not set); what the service's `start` throws
 */
export async function serve(
  application: Application | Service,
  options: ServeOptions = {},
): Promise<RunningServer> {
  const protocol = {
    name: '@tsgi/uwsgi',
    version: VERSION,
    scheme: 'uwsgi',
    defaultPort: 3031,
    framing: UWSGI,
  }
  return serveFraming(application, options, protocol)
}
