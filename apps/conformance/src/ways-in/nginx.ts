import { startBehind } from '../behind.ts'
import type { Link } from '../behind.ts'
import type { WayIn } from '../way-in.ts'
import { configured } from './configured.ts'

/** `@tsgi/server` behind nginx, which passes requests on over TCP. */
export const nginxTcp: WayIn = nginxTo('tcp')

/** `@tsgi/server` behind nginx, which passes requests on over a unix socket. */
export const nginxUnix: WayIn = nginxTo('unix')

function nginxTo(link: Link): WayIn {
  return {
    name: `@tsgi/server behind nginx (${link})`,
    lacks: {
      'any-method': 'nginx refuses TRACE, and methods with other characters than capital letters',
      'expect-continue': 'nginx sends 100 (Continue) itself, and at once',
      'full-duplex': 'nginx stops sending a request when its answer has begun and the socket is full',
      'http/1.0': 'nginx asks in HTTP/1.1, whatever the client speaks',
      informational: 'nginx 1.22 takes a 1xx for the response',
      'target-forms': 'nginx refuses *, and prefers Host to the authority of a target',
      trailers: 'nginx drops them',
    },
    exceptions: {
      'content-empty-chunked':
        'nginx drops the framing of content that it has read to the end and found empty',
      'path-raw-escaped-nul': 'nginx refuses %00',
      'path-raw-too-many-dots': 'nginx refuses paths above the root',
    },
    programs: ['nginx'],
    start: (application) =>
      startBehind({ child: configured('nginx', { looksForFiles: link === 'unix' }), link }, application),
  }
}
