import type { ServeOptions } from '@tsgi/server'
import { startBehind } from '../behind.ts'
import type { Upstream } from '../behind.ts'
import { CERTIFICATE } from '../certificate.ts'
import type { ChildOptions } from '../child.ts'
import { HTTP1, HTTP1_TLS, HTTP2_TLS } from '../client-protocol.ts'
import type { ClientProtocol } from '../client-protocol.ts'
import type { WayIn } from '../way-in.ts'

/** How HAProxy is set up, and what that costs. */
interface Setup extends Pick<WayIn, 'lacks' | 'exceptions'> {
  /** Whether it forwards octets, or requests. */
  readonly mode: 'tcp' | 'http'
  /** What clients speak. */
  readonly client: ClientProtocol
  /** How it listens: what stands behind its address. */
  readonly bind?: string
  /** How it connects: what stands behind the address of our server. */
  readonly server?: string
  /** What our server expects. */
  readonly options?: ServeOptions
}

const proxyProtocol = { from: ['127.0.0.1'] }
const NO_RESET = { 'http10-cut': 'HAProxy ends a connection in the same way, however the other one ended' }

/** `@tsgi/server` behind HAProxy, which forwards connections with PROXY headers of version 1. */
export const haproxyV1: WayIn = behind('with PROXY v1', {
  mode: 'tcp',
  client: HTTP1,
  server: 'send-proxy',
  options: { proxyProtocol },
  lacks: {},
  exceptions: NO_RESET,
})

/** `@tsgi/server` behind HAProxy, which forwards connections with PROXY headers of version 2. */
export const haproxyV2: WayIn = behind('with PROXY v2', {
  mode: 'tcp',
  client: HTTP1,
  server: 'send-proxy-v2',
  options: { proxyProtocol },
  lacks: {},
  exceptions: NO_RESET,
})

/** The same, where clients speak TLS with our server. */
export const haproxyV2Tls: WayIn = behind('with PROXY v2 before TLS', {
  mode: 'tcp',
  client: HTTP1_TLS,
  server: 'send-proxy-v2',
  options: { proxyProtocol, tls: CERTIFICATE },
  ...HTTP1_TLS.limitations,
})

/** The same, where they speak HTTP/2 over it. */
export const haproxyV2Http2: WayIn = behind('with PROXY v2 before TLS and HTTP/2', {
  mode: 'tcp',
  client: HTTP2_TLS,
  server: 'send-proxy-v2',
  options: { proxyProtocol, tls: CERTIFICATE },
  ...HTTP2_TLS.limitations,
})

/** `@tsgi/server` behind HAProxy, which speaks TLS with clients, and tells of it in PROXY headers of version 2. */
export const haproxyV2TlsEnded: WayIn = behind('with PROXY v2 after TLS', {
  mode: 'tcp',
  client: HTTP1_TLS,
  bind: `ssl crt ${CERTIFICATE.cert} alpn http/1.1`,
  server: 'send-proxy-v2-ssl',
  options: { proxyProtocol },
  ...HTTP1_TLS.limitations,
})

/** `@tsgi/server` behind HAProxy, which passes requests on in HTTP/1.1. */
export const haproxyHttp1: WayIn = behind('over HTTP/1.1', {
  mode: 'http',
  client: HTTP1,
  lacks: {},
  exceptions: {
    ...NO_RESET,
    'host-repeated-alike': 'HAProxy makes one field of several that are alike',
    'http10-no-upgrade': 'HAProxy refuses WebSocket without its key',
    'length-in-doubt-as-list': 'HAProxy makes one length of several that are alike',
    'length-in-doubt-beside-chunked': 'HAProxy drops a length beside chunks (RFC 9112 §6.3)',
    'length-in-doubt-twice-alike': 'HAProxy makes one length of several that are alike',
  },
})

/** `@tsgi/server` behind HAProxy, which passes requests on in HTTP/2. */
export const haproxyHttp2: WayIn = behind('over HTTP/2', {
  mode: 'http',
  client: HTTP1,
  server: 'proto h2',
  options: { http2: true },
  lacks: {
    'http/1.0': 'HAProxy asks in HTTP/2, whatever the client speaks',
    'malformed-requests': 'HAProxy refuses or mends them before they are requests of HTTP/2',
    upgrade: 'HAProxy asks for WebSocket over HTTP/2 (RFC 8441), which this server does not speak',
  },
  exceptions: {
    'target-absolute-without-path': 'HAProxy leaves the missing path out, which HTTP/2 forbids',
    'trailers-not-asked-for': 'over HTTP/2 they need not be (SPEC TRAIL-1)',
    'upgrade-h2c': 'HAProxy answers offers of other protocols itself',
    'upgrade-not-taken': 'HAProxy answers offers of other protocols itself',
  },
})

function behind(how: string, setup: Setup): WayIn {
  const { client, options = {}, lacks, exceptions } = setup
  const child = (port: number, upstream: Upstream): ChildOptions => ({
    program: 'haproxy',
    arguments: (folder) => ['-db', '-f', `${folder}/program.conf`],
    configuration: () => configuration(setup, port, upstream),
    port,
  })
  return {
    name: `@tsgi/server behind HAProxy ${how}`,
    lacks,
    exceptions,
    programs: ['haproxy'],
    start: (application) => startBehind({ child, client, options }, application),
  }
}

function configuration({ mode, bind = '', server = '' }: Setup, port: number, upstream: Upstream): string {
  const address = 'port' in upstream ? `127.0.0.1:${upstream.port}` : `unix@${upstream.unix}`
  return `
global
  # The key is in a file beside the certificate.
  ssl-load-extra-del-ext
  tune.bufsize 65536
  tune.http.maxhdr 200
defaults
  mode ${mode}
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  timeout tunnel 1h
  ${mode === 'http' ? HTTP.join('\n  ') : ''}
frontend clients
  bind 127.0.0.1:${port} ${bind}
  default_backend application
backend application
  server tsgi ${address} ${server}
`
}

/** Everything as it comes and when it comes, and nothing for clients that have left. */
const HTTP = [
  'option http-no-delay',
  'option accept-invalid-http-request',
  'option accept-invalid-http-response',
  'option abortonclose',
]
