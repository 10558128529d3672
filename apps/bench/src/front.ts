/*
 * nginx in front of a gateway, as `tsgi config nginx` sets it up, with one worker. Its core is that of the load, so that the
 * gateway has one for itself.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serverConfig } from '@tsgi/server-config'
import type { GatewayProtocol } from './contenders/gateways.ts'
import { startListening } from './listening-program.ts'
import type { Programs } from './programs.ts'

/** Starts nginx in front of what listens on a port, does something with its own port, and stops it whatever happens. */
export async function withFront<T>(
  protocol: GatewayProtocol,
  upstreamPort: number,
  programs: Programs,
  use: (port: number) => Promise<T>,
): Promise<T> {
  const path = await programs('nginx')
  const front = await startListening((port, folder) => {
    const file = join(folder, 'nginx.conf')
    writeFileSync(file, frontConfiguration(protocol, upstreamPort, port))
    return [path, '-p', folder, '-c', file, '-e', 'stderr']
  })
  try {
    return await use(front.port)
  } finally {
    await front.stop()
  }
}

/** A site, and around it what a machine without one needs. */
export function frontConfiguration(
  { speaks, isKept }: GatewayProtocol,
  upstreamPort: number,
  port: number,
): string {
  const [site] = serverConfig('nginx', {
    protocol: speaks,
    port: upstreamPort,
    listen: { host: '127.0.0.1', port },
  })
  return `
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr error;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path .; proxy_temp_path .; fastcgi_temp_path .; uwsgi_temp_path .; scgi_temp_path .;
${isKept ? site!.text.replace(/^( *keepalive .*;)$/m, '$1\n    keepalive_requests 1000000000;') : site!.text.replace(/^ *keepalive .*;$/m, '')}
}
`
}
