import { startBehind } from '../behind.ts'
import type { Link } from '../behind.ts'
import type { WayIn } from '../way-in.ts'
import { configured } from './configured.ts'
import { GATEWAYS, VARIABLES } from './gateways.ts'

/** What Caddy lacks, whatever it passes requests on as. */
const LACKS: WayIn['lacks'] = {
  'cut-off': 'Caddy 2.6 ends an answer that breaks off as if it were whole, unless its length was told',
  'expect-continue': 'Caddy sends 100 (Continue) itself, when it passes the content on',
  'full-duplex': 'Caddy reads what there is of a request before it answers',
}

const ESCAPED = 'Caddy escapes what may not stand in a path'
const RESET = 'Caddy resets the connection when it has refused a request, so that its 400 may get lost'

/** Single cases. */
const EXCEPTIONS: WayIn['exceptions'] = {
  'length-in-doubt-as-list': RESET,
  'length-in-doubt-beside-chunked': 'Caddy drops a length beside chunks (RFC 9112 §6.3)',
  'length-in-doubt-signed': RESET,
  'length-in-doubt-twice': RESET,
  'length-in-doubt-twice-alike': 'Caddy makes one length of several that are alike',
  'path-raw-backslash': ESCAPED,
  'path-raw-unescaped': ESCAPED,
  'response-field-server': 'Caddy adds a Server of its own',
  'target-absolute-other-scheme': 'Caddy drops the scheme of a target',
  'target-asterisk': 'Caddy answers OPTIONS * itself',
  'target-fragment': 'Caddy takes # for an octet of the path, and escapes it',
  'upload-refused-early': 'Caddy reads what there is of a request before it answers',
}

/** `@tsgi/server` behind Caddy, which passes requests on over TCP. */
export const caddyTcp: WayIn = caddyTo('tcp')

/** `@tsgi/server` behind Caddy, which passes requests on over a unix socket. */
export const caddyUnix: WayIn = caddyTo('unix')

/** `@tsgi/fastcgi` behind Caddy, over TCP and over a unix socket. */
export const caddyFastcgi: readonly WayIn[] = (['tcp', 'unix'] as const).map(caddyFastcgiTo)

function caddyTo(link: Link): WayIn {
  return {
    name: `@tsgi/server behind Caddy (${link})`,
    lacks: {
      ...LACKS,
      'http/1.0': 'Caddy asks in HTTP/1.1, whatever the client speaks',
      trailers: 'Caddy does not ask for them',
    },
    exceptions: {
      ...EXCEPTIONS,
      'upgrade-bytes-already-read': 'Caddy 2.6 loses what a client sends along with its offer',
      'upgrade-required': 'Caddy drops Upgrade from answers that do not change the protocol',
    },
    programs: ['caddy'],
    start: (application) =>
      startBehind({ child: configured('caddy', { looksForFiles: link === 'unix' }), link }, application),
  }
}

function caddyFastcgiTo(link: Link): WayIn {
  return {
    name: `@tsgi/fastcgi behind Caddy (${link})`,
    lacks: {
      ...LACKS,
      ...VARIABLES,
      'any-method': 'Caddy writes methods in capitals',
      'chunked-request': 'the protocol tells the length first: Caddy tells -1 where there is none',
      'client-abort': 'Caddy notices that a client has left when it writes to it',
      'upload-streaming': 'Caddy gathers content until a record is full',
    },
    exceptions: {
      ...EXCEPTIONS,
      'fields-repeated-cookie': 'Caddy joins the lines of Cookie with a comma',
      'http10-cut': 'Caddy ends an answer in HTTP/1.0 as if it were whole',
      'path-raw-escaped-nul': 'Caddy refuses %00',
    },
    programs: ['caddy'],
    start: (application) => {
      const child = configured('caddy', { protocol: 'fastcgi', looksForFiles: link === 'unix' })
      return startBehind({ child, link, serve: GATEWAYS.fastcgi }, application)
    },
  }
}
