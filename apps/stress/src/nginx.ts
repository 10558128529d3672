import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from './wait.ts'

/** Why it cannot run; `undefined`: it can. */
export function noNginx(): string | undefined {
  return spawnSync('nginx', ['-v']).status === 0 ? undefined : 'it needs nginx'
}

/**
 * Runs nginx before some servers, with kept connections, while something is done with it.
 * @param servers addresses with ports
 */
export async function withNginx<T>(
  servers: readonly string[],
  use: (nginx: { readonly port: number }) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'stress-nginx-'))
  const port = await freePort()
  writeFileSync(join(folder, 'nginx.conf'), configuration(servers, port))
  const child = spawn('nginx', ['-p', folder, '-c', 'nginx.conf'], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  try {
    await until(() => isOpen(port))
    return await use({ port })
  } finally {
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A server that does not answer within a second is left alone for three; what it was asked is asked elsewhere, but for POST. */
function configuration(servers: readonly string[], port: number): string {
  const upstream = servers.map((server) => `server ${server} max_fails=1 fail_timeout=3s;`).join(' ')
  return `daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log;
user root;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  upstream app { ${upstream} keepalive 32; }
  server {
    listen 127.0.0.1:${port};
    keepalive_requests 1000000;
    location / {
      proxy_pass http://app;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_connect_timeout 1s;
      proxy_read_timeout 1s;
    }
  }
}
`
}

async function freePort(): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await new Promise((resolve) => other.close(resolve))
  return port
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    }).on('error', () => resolve(false))
  })
}
