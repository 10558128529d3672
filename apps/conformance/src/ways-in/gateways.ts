import { serve as serveFastcgi } from '@tsgi/fastcgi'
import { serve as serveScgi } from '@tsgi/scgi'
import { serve as serveUwsgi } from '@tsgi/uwsgi'
import type { Limitations } from '@tsgi/testing'
import type { Serve } from '../behind.ts'

/** A protocol of gateways. */
export type GatewayProtocol = 'fastcgi' | 'scgi' | 'uwsgi'

/** What serves it. */
export const GATEWAYS: Readonly<Record<GatewayProtocol, Serve>> = {
  fastcgi: serveFastcgi,
  scgi: serveScgi,
  uwsgi: serveUwsgi,
}

/** What protocols made of meta-variables lack. */
export const VARIABLES: Limitations['lacks'] = {
  'any-field-name':
    'names of meta-variables have no hyphens: a field with an underscore could pass for another',
  informational: 'the protocol has one response',
  trailers: 'the protocol has none',
  upgrade: 'the protocol has none',
}

/** What those lack over unix sockets whose responses end with the connection. */
export const NO_END: Limitations['lacks'] = {
  'cut-off': 'a unix socket has no reset, and the protocol has no end that could be missing',
}
