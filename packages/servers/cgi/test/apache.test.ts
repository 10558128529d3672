import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { startApache, temporaryFolder } from '../../single-exchange/test/front-server.ts'

const PACKAGE = fileURLToPath(new URL('../dist/index.js', import.meta.url))

const ECHO = `
import { run } from '${PACKAGE}'

await run(async ({ method, basePath, path, query, headers, body }) => {
  let content = ''
  if (body !== null) for await (const chunk of body) content += Buffer.from(chunk)
  const seen = [method, basePath, path, query, headers['x-a'], headers.authorization, content.length]
  return { status: 201, headers: { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] }, body: seen.join(' ') }
})
`

const STREAM = `
import { run } from '${PACKAGE}'

async function* made() {
  yield 'one'
  await new Promise((resolve) => setTimeout(resolve, 50))
  yield 'two'
}
await run(() => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: made() }))
`

const FAILS = `
import { run } from '${PACKAGE}'

await run(() => { throw new Error('told to the log') })
`

const UNREAD = `
import { run } from '${PACKAGE}'

await run(() => ({ status: 403, headers: {}, body: 'no' }))
`

/** Scripts with a shebang, below `/bin/`. */
function startScripts(): Promise<string> {
  const folder = temporaryFolder()
  for (const [name, script] of Object.entries({
    echo: ECHO,
    stream: STREAM,
    fails: FAILS,
    unread: UNREAD,
    'nph-echo': ECHO,
  })) {
    const file = join(folder, `${name}.mjs`)
    writeFileSync(file, `#!${process.execPath}\n${script}`)
    chmodSync(file, 0o755)
  }
  return startApache(
    ['alias', 'cgid'],
    `ScriptSock ${folder}/cgid.sock
ScriptAlias /bin/ ${folder}/
<Directory ${folder}>
  Require all granted
  CGIPassAuth On
</Directory>`,
  )
}

it('runs as a script with a shebang under mod_cgid', { timeout: 60_000 }, async () => {
  const url = await startScripts()
  const get = await fetch(`${url}/bin/echo.mjs/a%20b?x=%2F`, {
    headers: { 'x-a': '1', authorization: 'Basic eA==' },
  })
  expect([get.status, get.headers.getSetCookie(), await get.text()]).toEqual([
    201,
    ['a=1', 'b=2'],
    'GET /bin/echo.mjs /a%20b x=%2F 1 Basic eA== 0',
  ])
  const post = await fetch(`${url}/bin/echo.mjs`, { method: 'POST', body: 'x'.repeat(500_000) })
  expect(await post.text()).toBe('POST /bin/echo.mjs     500000')
  const stream = await fetch(`${url}/bin/stream.mjs`)
  const received: string[] = []
  for await (const chunk of stream.body!) received.push(Buffer.from(chunk).toString())
  expect(received.join('')).toBe('onetwo')
  const failed = await fetch(`${url}/bin/fails.mjs`)
  expect([failed.status, (await failed.text()).includes('told')]).toEqual([500, false])
  const nph = await fetch(`${url}/bin/nph-echo.mjs/x`)
  expect([nph.status, await nph.text()]).toEqual([201, 'GET /bin/nph-echo.mjs /x    0'])
  const unread = await fetch(`${url}/bin/unread.mjs`, { method: 'POST', body: 'x'.repeat(3_000_000) })
  expect([unread.status, await unread.text()]).toEqual([403, 'no'])
  const chunks = ReadableStream.from(['in ', 'chunks']).pipeThrough(new TextEncoderStream())
  const chunked = await fetch(`${url}/bin/echo.mjs`, { method: 'POST', body: chunks, duplex: 'half' })
  expect(await chunked.text()).toBe('POST /bin/echo.mjs     9')
})
