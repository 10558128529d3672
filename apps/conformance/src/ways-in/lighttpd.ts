import { startBehind } from '../behind.ts'
import type { Link } from '../behind.ts'
import type { WayIn } from '../way-in.ts'
import { configured } from './configured.ts'
import { ENDED_AS_WHOLE, EXCEPTIONS, LACKS, WHOLE_STREAMS } from './lighttpd-limitations.ts'

/** `@tsgi/server` behind lighttpd, which passes requests on over TCP. */
export const lighttpdTcp: WayIn = lighttpdTo('tcp')

/** `@tsgi/server` behind lighttpd, which passes requests on over a unix socket. */
export const lighttpdUnix: WayIn = lighttpdTo('unix')

function lighttpdTo(link: Link): WayIn {
  return {
    name: `@tsgi/server behind lighttpd (${link})`,
    lacks: {
      ...LACKS,
      ...ENDED_AS_WHOLE,
      'http/1.0': 'lighttpd asks in HTTP/1.1, whatever the client speaks',
      trailers: 'lighttpd is kept from asking for them, since it breaks the ends of their lines',
    },
    exceptions: {
      ...EXCEPTIONS,
      ...WHOLE_STREAMS,
      'content-empty-chunked':
        'lighttpd drops the framing of content that it has read to the end and found empty',
      'fields-repeated-set-cookie': 'lighttpd drops Set-Cookie from requests',
      'target-fragment': 'lighttpd drops fragments',
      'upload-not-read-ahead':
        'lighttpd takes content in chunks without a limit, whether anybody reads it or not',
      'upgrade-server-speaks-first': 'lighttpd takes what comes along with a 101 for content, and frames it',
    },
    programs: ['lighttpd'],
    start: (application) => startBehind({ child: configured('lighttpd'), link }, application),
  }
}
