import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Where a front server finds ours: a port of 127.0.0.1, or the path of a unix socket. */
export type Upstream = { readonly port: number } | { readonly unix: string }

/** A folder that lasts as long as the test, and that front servers may enter. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'front-'))
  chmodSync(folder, 0o755)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Starts nginx. @param location what stands in its one location @returns its URL */
export function startNginx(location: string): Promise<string> {
  return startFront('nginx', (folder) => ['-p', folder, '-c', 'front.conf', '-e', 'stderr'], nginx(location))
}

/** Starts Apache httpd. @param modules beside those that every configuration needs @returns its URL */
export function startApache(modules: readonly string[], directives: string): Promise<string> {
  const args = (folder: string): string[] => ['-d', folder, '-f', 'front.conf', '-DFOREGROUND']
  return startFront('apache2', args, apache(modules, directives))
}

type Configuration = (folder: string, port: number) => string

async function startFront(
  program: string,
  args: (folder: string) => string[],
  configuration: Configuration,
): Promise<string> {
  const folder = temporaryFolder()
  const port = await freePort()
  writeFileSync(join(folder, 'front.conf'), configuration(folder, port))
  const path = `${process.env['PATH']}:/usr/sbin`
  const front = spawn(program, args(folder), { env: { ...process.env, PATH: path }, stdio: 'ignore' })
  onTestFinished(async () => {
    front.kill('SIGTERM')
    if (front.exitCode === null && front.signalCode === null) await once(front, 'exit')
  })
  await Promise.race([
    listens(port),
    once(front, 'exit').then(() => Promise.reject(new Error(`${program} does not start`))),
  ])
  return `http://127.0.0.1:${port}`
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

async function listens(port: number): Promise<void> {
  for (;;) {
    const socket = connect({ host: '127.0.0.1', port })
    try {
      return void (await once(socket, 'connect'))
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20))
    } finally {
      socket.destroy()
    }
  }
}

function nginx(location: string): Configuration {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'scgi', 'uwsgi']
  return (folder, port) => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr crit;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    merge_slashes off;
    client_max_body_size 0;
    location / {
${location}
    }
  }
}
`
}

function apache(modules: readonly string[], directives: string): Configuration {
  const all = ['mpm_event', 'authz_core', ...modules]
  return (folder, port) => `
${all.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/apache.pid
DefaultRuntimeDir ${folder}
ErrorLog ${folder}/error.log
Mutex posixsem
AllowEncodedSlashes NoDecode
MergeSlashes Off
${process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : ''}
${directives}
`
}
