import type { Limitations } from '@tsgi/testing'
import { startBehind } from '../behind.ts'
import type { Link } from '../behind.ts'
import type { WayIn } from '../way-in.ts'
import { configured } from './configured.ts'
import { GATEWAYS, NO_END, VARIABLES } from './gateways.ts'
import type { GatewayProtocol } from './gateways.ts'

/** What a protocol lacks that has lengths and no ends. */
const SINGLE: Limitations['lacks'] = {
  'upload-streaming': 'the protocol tells the length first: nginx has to read all of a request before',
}

/** Our gateways behind nginx, over TCP and over unix sockets. */
export const nginxGateways: readonly WayIn[] = (['fastcgi', 'scgi', 'uwsgi'] as const).flatMap((protocol) =>
  (['tcp', 'unix'] as const).map((link) => nginxTo(protocol, link)),
)

function nginxTo(protocol: GatewayProtocol, link: Link): WayIn {
  return {
    name: `@tsgi/${protocol} behind nginx (${link})`,
    lacks: {
      ...(protocol === 'fastcgi' ? {} : SINGLE),
      ...(protocol !== 'fastcgi' && link === 'unix' ? NO_END : {}),
      ...VARIABLES,
      'any-method': 'nginx refuses TRACE, and methods with other characters than capital letters',
      'expect-continue': 'nginx sends 100 (Continue) itself, and at once',
      'full-duplex': 'nginx stops sending a request when its answer has begun and the socket is full',
      'target-forms': 'nginx refuses *, and prefers Host to the authority of a target',
    },
    exceptions: {
      'content-empty-chunked':
        'nginx drops the framing of content that it has read to the end and found empty',
      'http10-cut': 'nginx ends an answer in HTTP/1.0 as if it were whole',
      'path-raw-escaped-nul': 'nginx refuses %00',
      'path-raw-too-many-dots': 'nginx refuses paths above the root',
    },
    programs: ['nginx'],
    start: (application) => {
      const child = configured('nginx', { protocol, looksForFiles: link === 'unix' })
      return startBehind({ child, link, serve: GATEWAYS[protocol] }, application)
    },
  }
}
