import { startBehind } from '../behind.ts'
import type { Link } from '../behind.ts'
import type { WayIn } from '../way-in.ts'
import { configured } from './configured.ts'
import { GATEWAYS, VARIABLES } from './gateways.ts'
import type { GatewayProtocol } from './gateways.ts'
import {
  ENDED_AS_WHOLE,
  EXCEPTIONS,
  HTTP10,
  HTTP10_STREAMS,
  LACKS,
  LENGTH_FIRST,
  WHOLE_STREAMS,
} from './lighttpd-limitations.ts'

/** Our gateways behind lighttpd, over TCP and over unix sockets. */
export const lighttpdGateways: readonly WayIn[] = (['fastcgi', 'scgi', 'uwsgi'] as const).flatMap(
  (protocol) => (['tcp', 'unix'] as const).map((link) => lighttpdTo(protocol, link)),
)

function lighttpdTo(protocol: GatewayProtocol, link: Link): WayIn {
  return {
    name: `@tsgi/${protocol} behind lighttpd (${link})`,
    lacks: { ...LACKS, ...VARIABLES, ...LENGTH_FIRST, ...ENDED_AS_WHOLE },
    exceptions: { ...EXCEPTIONS, ...HTTP10, ...WHOLE_STREAMS, ...HTTP10_STREAMS },
    programs: ['lighttpd'],
    start: (application) =>
      startBehind(
        { child: configured('lighttpd', { protocol }), link, serve: GATEWAYS[protocol] },
        application,
      ),
  }
}
