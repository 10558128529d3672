import { HELLO } from './answers.ts'

/** The configuration of an nginx that answers `GET /` and nothing else. */
export function nginxConfiguration(port: number): string {
  return `
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr warn;
events { worker_connections 16384; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path .; proxy_temp_path .; fastcgi_temp_path .; uwsgi_temp_path .; scgi_temp_path .;
  server {
    listen 127.0.0.1:${port};
    default_type 'text/plain; charset=utf-8';
    location = / { return 200 '${HELLO}'; }
  }
}
`
}
