import { HELLO } from './answers.ts'
import { FILES } from './files.ts'

/** The configuration of an nginx that answers `GET /`, and serves files with its defaults and `sendfile`. */
export function nginxConfiguration(port: number): string {
  return `
${process.getuid?.() === 0 ? SAME_USER : ''}
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr warn;
events { worker_connections 16384; }
http {
  access_log off;
  sendfile on;
  keepalive_requests 1000000000;
  client_body_temp_path .; proxy_temp_path .; fastcgi_temp_path .; uwsgi_temp_path .; scgi_temp_path .;
  server {
    listen 127.0.0.1:${port};
    location = / { default_type 'text/plain; charset=utf-8'; return 200 '${HELLO}'; }
    location / { default_type application/octet-stream; root '${FILES}'; }
  }
}
`
}

/** Its workers would become somebody who may not read the files. */
const SAME_USER = 'user root root;'
