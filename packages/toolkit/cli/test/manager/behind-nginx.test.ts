import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { directoryOf, eventually, serveManaged, whoami } from './managed.ts'
import { startLoad } from './load.ts'

const hasNginx = spawnSync('nginx', ['-v']).status === 0

/** How nginx passes requests on to a unix socket. */
const passes: Readonly<Record<'http' | 'fastcgi', string>> = {
  http: 'proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://app;',
  fastcgi: `fastcgi_keep_conn on;
    fastcgi_param REQUEST_METHOD $request_method;
    fastcgi_param REQUEST_URI $request_uri;
    fastcgi_param SERVER_PROTOCOL $server_protocol;
    fastcgi_param CONTENT_LENGTH $content_length;
    fastcgi_param HTTP_HOST $http_host;
    fastcgi_pass app;`,
}

describe.runIf(hasNginx)('behind nginx, with kept connections (G33)', () => {
  it.each(['http', 'fastcgi'] as const)('no request is lost in reloads: %s', async (protocol) => {
    const directory = directoryOf({ 'app.mjs': whoami })
    const { ask, signal, exited, status } = await serveManaged(
      { workers: 2, listen: [{ unix: 'app.sock' }], application: { file: 'app.mjs', protocol } },
      { directory },
    )
    const url = await startNginx(join(directory, 'app.sock'), passes[protocol])
    const load = startLoad(url)
    await load.answered(200)
    const before = await workersSeen(status)
    await ask('reload')
    await ask('reload')
    signal('SIGUSR2')
    expect(await exited).toBe(0)
    await load.answered(600)
    const { failed, requests } = await load.stop()
    expect(failed).toEqual([])
    expect(requests).toBeGreaterThanOrEqual(600)
    const after = await workersSeen(status)
    expect(after.filter((pid) => before.includes(pid))).toEqual([])
    await ask('stop')
  })
})

async function workersSeen(
  status: () => Promise<{ workers: ReadonlyArray<{ pid: number }> }>,
): Promise<number[]> {
  return (await status()).workers.map(({ pid }) => pid)
}

/** @returns the address of nginx, which takes clients as they come */
async function startNginx(socket: string, pass: string): Promise<string> {
  const port = await freePort()
  const directory = directoryOf({
    'nginx.conf': `daemon off;
      worker_processes 1;
      pid nginx.pid;
      error_log stderr error;
      user root;
      events { worker_connections 512; }
      http {
        access_log off;
        client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
        scgi_temp_path scgi;
        upstream app { server unix:${socket}; keepalive 8; }
        server { listen 127.0.0.1:${port}; location / { ${pass} } }
      }`,
  })
  const child = spawn('nginx', ['-p', directory, '-c', 'nginx.conf'], { stdio: 'ignore' })
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await once(child, 'exit')
  })
  const url = `http://127.0.0.1:${port}/`
  await eventually(
    () =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false,
      ),
    (ok) => ok,
  )
  return url
}

async function freePort(): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await new Promise((resolve) => other.close(resolve))
  return port
}
