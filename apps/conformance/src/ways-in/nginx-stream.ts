import { startBehind } from '../behind.ts'
import type { Upstream } from '../behind.ts'
import { CERTIFICATE } from '../certificate.ts'
import type { ChildOptions } from '../child.ts'
import { HTTP1_TLS } from '../client-protocol.ts'
import type { WayIn } from '../way-in.ts'

/** Where Debian keeps it. */
const MODULE = '/usr/lib/nginx/modules/ngx_stream_module.so'

/** `@tsgi/server` behind nginx, which speaks TLS with clients and forwards what is inside with PROXY headers of version 1. */
export const nginxStream: WayIn = {
  name: '@tsgi/server behind nginx with PROXY v1 after TLS',
  ...HTTP1_TLS.limitations,
  programs: ['nginx', MODULE],
  start: (application) =>
    startBehind(
      { child: nginx, client: HTTP1_TLS, options: { proxyProtocol: { from: ['127.0.0.1'] } } },
      application,
    ),
}

function nginx(port: number, upstream: Upstream): ChildOptions {
  return {
    program: 'nginx',
    arguments: (folder) => ['-p', folder, '-c', 'program.conf', '-e', 'stderr'],
    configuration: (folder) => configuration(folder, port, upstream),
    port,
  }
}

function configuration(folder: string, port: number, upstream: Upstream): string {
  const server = 'port' in upstream ? `127.0.0.1:${upstream.port}` : `unix:${upstream.unix}`
  return `
load_module ${MODULE};
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr error;
events {}
stream {
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${CERTIFICATE.cert};
    ssl_certificate_key ${CERTIFICATE.key};
    ssl_alpn http/1.1;
    proxy_pass ${server};
    proxy_protocol on;
    # An end of one side is no end of the other.
    proxy_half_close on;
  }
}
`
}
