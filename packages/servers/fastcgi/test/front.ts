import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Where Debian keeps the modules of Apache. */
const MODULES = '/usr/lib/apache2/modules'

/** Whether a real front server, and what it needs, is there to be tested with. */
export const hasNginx: boolean = existsSync('/usr/sbin/nginx')
export const hasApache: boolean = existsSync(`${MODULES}/mod_proxy_fcgi.so`)
export const hasFcgid: boolean = existsSync(`${MODULES}/mod_fcgid.so`)

/** A folder that is removed when the test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts nginx in a folder of its own, with this in its server block. @returns its port */
export async function startNginx(inServer: string): Promise<number> {
  const folder = temporaryFolder()
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'scgi', 'uwsgi']
  writeFileSync(
    join(folder, 'nginx.conf'),
    `
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
    ${inServer}
  }
}
`,
  )
  await run('/usr/sbin/nginx', ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], port)
  return port
}

/** Starts Apache in a folder of its own, with these modules and directives. @returns its port */
export async function startApache(modules: readonly string[], directives: string): Promise<number> {
  const folder = temporaryFolder()
  const port = await freePort()
  const loaded = ['mpm_event', 'authz_core', ...modules]
  writeFileSync(
    join(folder, 'apache.conf'),
    `
${loaded.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/apache.pid
DefaultRuntimeDir ${folder}
ErrorLog ${folder}/error.log
Mutex posixsem
AllowEncodedSlashes NoDecode
${directives}
`,
  )
  await run('/usr/sbin/apache2', ['-d', folder, '-f', 'apache.conf', '-DFOREGROUND'], port)
  return port
}

async function run(program: string, parameters: readonly string[], port: number): Promise<void> {
  const child = spawn(program, parameters, { stdio: ['ignore', 'inherit', 'inherit'] })
  const ended = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await ended
  })
  while (!(await listens(port))) await new Promise((resolve) => setTimeout(resolve, 20))
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
