import type { ServeOptions } from '@tsgi/server'
import { startBehind } from '../behind.ts'
import type { Link, Serve, Upstream } from '../behind.ts'
import { CERTIFICATE } from '../certificate.ts'
import type { ChildOptions } from '../child.ts'
import { HTTP1, HTTP1_TLS, HTTP2_TLS } from '../client-protocol.ts'
import type { ClientProtocol } from '../client-protocol.ts'
import type { WayIn } from '../way-in.ts'
import { configured } from './configured.ts'
import type { Configured } from './configured.ts'
import { GATEWAYS, VARIABLES } from './gateways.ts'

/** How HAProxy is set up, and what that costs. */
interface Setup extends Pick<WayIn, 'lacks' | 'exceptions'>, Configured {
  /** Default `'tcp'`. */
  readonly link?: Link
  /** What clients speak. Default HTTP/1.1. */
  readonly client?: ClientProtocol
  /** What our server expects. */
  readonly options?: ServeOptions
  /** What serves behind it. Default `@tsgi/server`, with these options. */
  readonly serve?: Serve
  /** What is different from the printed configuration: a line or a word, and what stands in its place. Default nothing. */
  readonly changes?: ReadonlyArray<readonly [printed: RegExp, here: string]>
}

const FORWARDING: Pick<Setup, 'proxyProtocol' | 'options'> = {
  proxyProtocol: true,
  options: { proxyProtocol: { from: ['127.0.0.1', 'unix'] } },
}
const TLS: Pick<Setup, 'proxyProtocol' | 'options'> = {
  ...FORWARDING,
  options: { ...FORWARDING.options, tls: CERTIFICATE },
}
const NO_RESET = { 'http10-cut': 'HAProxy ends a connection in the same way, however the other one ended' }

/** `@tsgi/server` behind HAProxy, which forwards connections with PROXY headers of version 1. */
export const haproxyV1: WayIn = behind('@tsgi/server', 'with PROXY v1', {
  ...FORWARDING,
  changes: [[/send-proxy-v2/, 'send-proxy']],
  lacks: {},
  exceptions: NO_RESET,
})

/** `@tsgi/server` behind HAProxy, which forwards connections with PROXY headers of version 2. */
export const haproxyV2: WayIn = behind('@tsgi/server', 'with PROXY v2', {
  ...FORWARDING,
  lacks: {},
  exceptions: NO_RESET,
})

/** The same, over a unix socket. */
export const haproxyV2Unix: WayIn = behind('@tsgi/server', 'with PROXY v2 (unix)', {
  ...FORWARDING,
  link: 'unix',
  lacks: {},
  exceptions: NO_RESET,
})

/** The same over TCP, where clients speak TLS with our server. */
export const haproxyV2Tls: WayIn = behind('@tsgi/server', 'with PROXY v2 before TLS', {
  ...TLS,
  client: HTTP1_TLS,
  ...HTTP1_TLS.limitations,
})

/** The same, where they speak HTTP/2 over it. */
export const haproxyV2Http2: WayIn = behind('@tsgi/server', 'with PROXY v2 before TLS and HTTP/2', {
  ...TLS,
  client: HTTP2_TLS,
  ...HTTP2_TLS.limitations,
})

/** `@tsgi/server` behind HAProxy, which speaks TLS with clients, and tells of it in PROXY headers of version 2. */
export const haproxyV2TlsEnded: WayIn = behind('@tsgi/server', 'with PROXY v2 after TLS', {
  ...FORWARDING,
  client: HTTP1_TLS,
  changes: [
    // The key is in a file beside the certificate.
    [/^global$/m, '$&\n  ssl-load-extra-del-ext'],
    [/^ {2}bind .+$/m, `$& ssl crt ${CERTIFICATE.cert} alpn http/1.1`],
    [/send-proxy-v2/, '$&-ssl'],
  ],
  ...HTTP1_TLS.limitations,
})

/** What requests meet, whatever they are passed on as. */
const READING: WayIn['exceptions'] = {
  'host-repeated-alike': 'HAProxy makes one field of several that are alike',
  'http10-no-upgrade': 'HAProxy refuses WebSocket without its key',
  'length-in-doubt-as-list': 'HAProxy makes one length of several that are alike',
  'length-in-doubt-beside-chunked': 'HAProxy drops a length beside chunks (RFC 9112 §6.3)',
  'length-in-doubt-twice-alike': 'HAProxy makes one length of several that are alike',
}

const AUTHORITY = 'HAProxy refuses targets whose authority is not that of Host'

/** Absolute targets. */
const TARGETS: WayIn['exceptions'] = {
  'target-absolute': AUTHORITY,
  'target-absolute-without-path': AUTHORITY,
}

/** `@tsgi/server` behind HAProxy, which passes requests on in HTTP/1.1. */
export const haproxyHttp1: WayIn = behind('@tsgi/server', 'over HTTP/1.1', {
  lacks: {},
  exceptions: { ...NO_RESET, ...READING, ...TARGETS },
})

/** The same, over a unix socket. */
export const haproxyHttp1Unix: WayIn = behind('@tsgi/server', 'over HTTP/1.1 (unix)', {
  link: 'unix',
  lacks: {},
  exceptions: { ...NO_RESET, ...READING, ...TARGETS },
})

/** `@tsgi/server` behind HAProxy, which passes requests on in HTTP/2. */
export const haproxyHttp2: WayIn = behind('@tsgi/server', 'over HTTP/2', {
  changes: [[/^ {2}server .+$/m, '$& proto h2']],
  options: { http2: true },
  lacks: {
    'http/1.0': 'HAProxy asks in HTTP/2, whatever the client speaks',
    'malformed-requests': 'HAProxy refuses or mends them before they are requests of HTTP/2',
    upgrade: 'HAProxy asks for WebSocket over HTTP/2 (RFC 8441), which this server does not speak',
  },
  exceptions: {
    ...TARGETS,
    'trailers-not-asked-for': 'over HTTP/2 they need not be (SPEC TRAIL-1)',
    'upgrade-h2c': 'HAProxy answers offers of other protocols itself',
    'upgrade-not-taken': 'HAProxy answers offers of other protocols itself',
  },
})

const CONTINUES = 'HAProxy sends 100 (Continue) itself, before it has an answer'

/** `@tsgi/fastcgi` behind HAProxy, over TCP and over a unix socket. */
export const haproxyFastcgi: readonly WayIn[] = (['tcp', 'unix'] as const).map((link) =>
  behind('@tsgi/fastcgi', `(${link})`, {
    protocol: 'fastcgi',
    serve: GATEWAYS.fastcgi,
    link,
    lacks: {
      ...VARIABLES,
      'chunked-request':
        'the protocol tells the length first: HAProxy refuses chunks that do not fit into its buffer',
      'target-forms': 'HAProxy has a path to pass on, and refuses or drops what else there is in a target',
    },
    exceptions: {
      ...NO_RESET,
      ...READING,
      'body-on-same-connection': 'HAProxy tells the length of an answer that is there as a whole',
      'expect-100-not-when-failed': CONTINUES,
      'expect-100-not-when-unread': CONTINUES,
      'target-asterisk-of-get': 'HAProxy finds no path in it, and answers 500',
    },
  }),
)

function behind(served: string, how: string, setup: Setup): WayIn {
  const { link = 'tcp', client = HTTP1, options = {}, serve, lacks, exceptions } = setup
  const front = { child: childOf(setup), link, client, options, ...(serve && { serve }) }
  return {
    name: `${served} behind HAProxy ${how}`,
    lacks,
    exceptions,
    programs: ['haproxy'],
    start: (application) => startBehind(front, application),
  }
}

function childOf({
  changes = [],
  ...configuredBy
}: Setup): (port: number, upstream: Upstream) => ChildOptions {
  const child = configured('haproxy', configuredBy)
  return (port, upstream) => {
    const options = child(port, upstream)
    return { ...options, configuration: (folder) => changed(options.configuration(folder), changes) }
  }
}

/** @throws Error when there is nothing to change: what is printed has become another */
function changed(printed: string, changes: NonNullable<Setup['changes']>): string {
  return changes.reduce((text, [from, to]) => {
    if (!from.test(text)) throw new Error(`There is no ${from.source} in ${text}`)
    return text.replace(from, to)
  }, printed)
}
