import type { Limitations } from '@tsgi/testing'
import { startBehind } from '../behind.ts'
import type { Link } from '../behind.ts'
import type { WayIn } from '../way-in.ts'
import {
  CONTINUE,
  EARLY_ANSWERS,
  EMPTY_CHUNKS,
  HTTP10_ENDS,
  JOINING,
  PASSING,
  READING,
} from './apache-limitations.ts'
import { configured } from './configured.ts'
import { GATEWAYS, NO_END, VARIABLES } from './gateways.ts'
import type { GatewayProtocol } from './gateways.ts'

/** Schemes of ProxyPass. */
const SCHEMES: Readonly<Record<GatewayProtocol, string>> = { fastcgi: 'fcgi', scgi: 'scgi', uwsgi: 'uwsgi' }

const LENGTH_FIRST: Limitations['lacks'] = {
  'chunked-request': 'the protocol tells the length first: Apache refuses content without one',
}
const HEAD_WAITS = 'Apache holds the head back until content comes'
const LENGTH_ADDED = 'Apache tells the length of an answer that is there as a whole'

/** What besides is different with each protocol, over each link. */
const BY_PROTOCOL: Readonly<Record<GatewayProtocol, (link: Link) => Limitations>> = {
  fastcgi: () => ({
    lacks: {},
    exceptions: {
      ...EMPTY_CHUNKS,
      ...EARLY_ANSWERS,
      ...JOINING,
      'cut-after-empty-chunk': HEAD_WAITS,
      'stream-empty-chunk-releases-head': HEAD_WAITS,
    },
  }),
  scgi: (link) => ({
    lacks: {
      ...LENGTH_FIRST,
      ...(link === 'unix' ? NO_END : { 'cut-off': 'Apache answers 500 where a reset comes soon' }),
    },
    exceptions: {
      ...JOINING,
      'body-on-same-connection': LENGTH_ADDED,
      'http10-streamed': LENGTH_ADDED,
      ...(link === 'tcp' && { 'stream-too-long': 'Apache answers 500 where a reset comes soon' }),
    },
  }),
  uwsgi: (link) => ({
    lacks: {
      ...LENGTH_FIRST,
      ...(link === 'unix' ? NO_END : { 'cut-off': 'Apache overlooks a reset that comes along with content' }),
    },
    exceptions: {},
  }),
}

/** Our gateways behind Apache httpd, over TCP and over unix sockets. */
export const apacheGateways: readonly WayIn[] = (['fastcgi', 'scgi', 'uwsgi'] as const).flatMap((protocol) =>
  (['tcp', 'unix'] as const).map((link) => apacheTo(protocol, link)),
)

function apacheTo(protocol: GatewayProtocol, link: Link): WayIn {
  const { lacks, exceptions } = BY_PROTOCOL[protocol](link)
  return {
    name: `@tsgi/${protocol} behind Apache httpd (${link})`,
    lacks: { ...VARIABLES, ...PASSING, ...lacks },
    exceptions: { ...READING, ...CONTINUE, ...HTTP10_ENDS, ...exceptions },
    programs: ['apache2', `/usr/lib/apache2/modules/mod_proxy_${SCHEMES[protocol]}.so`],
    start: (application) => {
      const child = configured('apache', { protocol, looksForFiles: link === 'unix' })
      return startBehind({ child, link, serve: GATEWAYS[protocol] }, application)
    },
  }
}
