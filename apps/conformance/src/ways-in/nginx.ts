import { startBehind } from '../behind.ts'
import type { Link, Upstream } from '../behind.ts'
import type { ChildOptions } from '../child.ts'
import type { WayIn } from '../way-in.ts'

/** `@tsgi/server` behind nginx, which passes requests on over TCP. */
export const nginxTcp: WayIn = nginxTo('tcp')

/** `@tsgi/server` behind nginx, which passes requests on over a unix socket. */
export const nginxUnix: WayIn = nginxTo('unix')

function nginxTo(link: Link): WayIn {
  return {
    name: `@tsgi/server behind nginx (${link})`,
    lacks: {
      'any-method': 'nginx refuses TRACE, and methods with other characters than capital letters',
      'expect-continue': 'nginx sends 100 (Continue) itself, and at once',
      'full-duplex': 'nginx stops sending a request when its answer has begun and the socket is full',
      'http/1.0': 'nginx asks in HTTP/1.1, whatever the client speaks',
      informational: 'nginx 1.22 takes a 1xx for the response',
      'target-forms': 'nginx refuses *, and prefers Host to the authority of a target',
      trailers: 'nginx drops them',
    },
    exceptions: {
      'content-empty-chunked':
        'nginx drops the framing of content that it has read to the end and found empty',
      'path-raw-escaped-nul': 'nginx refuses %00',
      'path-raw-too-many-dots': 'nginx refuses paths above the root',
    },
    programs: ['nginx'],
    start: (application) => startBehind({ child: nginx, link }, application),
  }
}

function nginx(port: number, upstream: Upstream): ChildOptions {
  return {
    program: 'nginx',
    arguments: (folder) => ['-p', folder, '-c', 'program.conf', '-e', 'stderr'],
    configuration: (folder) => nginxConfiguration(folder, port, upstream, PROXY),
    port,
  }
}

/** How nginx passes requests on over HTTP. */
const PROXY = `# Without a path here the target goes out as it came in.
      proxy_pass http://application;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_pass_header Date;
      proxy_pass_header Server;
      proxy_buffering off;
      proxy_request_buffering off;
      proxy_buffer_size 32k;
      proxy_buffers 8 32k;`

/** A configuration that changes as little as nginx can; `location` says how requests are passed on to `application`. */
export function nginxConfiguration(
  folder: string,
  port: number,
  upstream: Upstream,
  location: string,
): string {
  const server = 'port' in upstream ? `127.0.0.1:${upstream.port}` : `unix:${upstream.unix}`
  const temporary = ['client_body', 'proxy', 'fastcgi', 'scgi', 'uwsgi']
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr error;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  map $http_upgrade $connection_upgrade {
    default upgrade;
    '' '';
  }
  upstream application {
    server ${server};
    keepalive 4;
  }
  server {
    listen 127.0.0.1:${port};
    merge_slashes off;
    underscores_in_headers on;
    ignore_invalid_headers off;
    large_client_header_buffers 8 16k;
    client_max_body_size 0;
    location / {
      ${location}
    }
  }
}
`
}
