import { startBehind } from '../behind.ts'
import type { Link } from '../behind.ts'
import type { WayIn } from '../way-in.ts'
import { EARLY_ANSWERS, EMPTY_CHUNKS, PASSING, READING } from './apache-limitations.ts'
import { configured } from './configured.ts'

/** `@tsgi/server` behind Apache httpd, which passes requests on over TCP. */
export const apacheTcp: WayIn = apacheTo('tcp')

/** `@tsgi/server` behind Apache httpd, which passes requests on over a unix socket. */
export const apacheUnix: WayIn = apacheTo('unix')

function apacheTo(link: Link): WayIn {
  return {
    name: `@tsgi/server behind Apache httpd (${link})`,
    lacks: {
      ...PASSING,
      'http/1.0': 'Apache asks in HTTP/1.1, whatever the client speaks',
      trailers: 'Apache drops them',
    },
    exceptions: {
      ...READING,
      ...EMPTY_CHUNKS,
      ...EARLY_ANSWERS,
      'path-like-authority': 'Apache takes the slashes in front of a path for one',
      'path-raw-double-slash-in-front': 'Apache takes the slashes in front of a path for one',
    },
    programs: ['apache2'],
    start: (application) =>
      startBehind({ child: configured('apache', { looksForFiles: link === 'unix' }), link }, application),
  }
}
