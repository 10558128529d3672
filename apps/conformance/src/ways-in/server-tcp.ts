import { serve } from '@tsgi/server'
import type { ServeOptions } from '@tsgi/server'
import { CERTIFICATE } from '../certificate.ts'
import { HTTP1, HTTP1_TLS, HTTP2, HTTP2_TLS } from '../client-protocol.ts'
import type { ClientProtocol } from '../client-protocol.ts'
import type { WayIn } from '../way-in.ts'

/** `@tsgi/server` on a TCP port. */
export const serverTcp: WayIn = serverOver('TCP', HTTP1)

/** `@tsgi/server` on a TCP port that speaks TLS, to clients of HTTP/1.1. */
export const serverTls: WayIn = serverOver('TLS', HTTP1_TLS, { tls: CERTIFICATE })

/** `@tsgi/server` on a TCP port that speaks TLS, to clients of HTTP/2. */
export const serverTlsHttp2: WayIn = serverOver('HTTP/2 and TLS', HTTP2_TLS, { tls: CERTIFICATE })

/** `@tsgi/server` on a TCP port that speaks HTTP/2 to clients that begin with it. */
export const serverHttp2: WayIn = serverOver('HTTP/2 without TLS', HTTP2, { http2: true })

function serverOver(name: string, client: ClientProtocol, options: ServeOptions = {}): WayIn {
  return {
    name: `@tsgi/server over ${name}`,
    ...client.limitations,
    programs: [],
    async start(application) {
      const server = await serve(application, { port: 0, onError: () => {}, ...options })
      const { port } = server.address as { port: number }
      return {
        send: client.sender({ host: '127.0.0.1', port }),
        url: server.url,
        close: () => server.close({ graceMs: 1000 }),
      }
    },
  }
}
