import { serve as serveFastcgi } from '@tsgi/fastcgi'
import { serve as serveScgi } from '@tsgi/scgi'
import { serve as serveUwsgi } from '@tsgi/uwsgi'
import type { Serve } from '../behind.ts'

/** A protocol of gateways. */
export type GatewayProtocol = 'fastcgi' | 'scgi' | 'uwsgi'

/** What serves it. */
export const GATEWAYS: Readonly<Record<GatewayProtocol, Serve>> = {
  fastcgi: serveFastcgi,
  scgi: serveScgi,
  uwsgi: serveUwsgi,
}
