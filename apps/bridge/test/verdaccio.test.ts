import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fromNode } from '@tsgi/node'
import { runServer } from 'verdaccio'
import { expect, it, onTestFinished } from 'vitest'
import { served } from './served.ts'

const run = promisify(execFile)

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'tsgi-bridge-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

/** A registry of packages that anybody may publish to, and that asks no other. */
async function registry(): Promise<string> {
  const storage = await folder()
  const server: unknown = await runServer({
    storage,
    self_path: storage,
    security: {},
    uplinks: {},
    packages: { '**': { access: '$all', publish: '$all', unpublish: '$all' } },
    log: { type: 'stdout', format: 'json', level: 'fatal' },
  })
  return served(fromNode(server as Server))
}

/** npm in a folder of its own, with nothing of this machine's settings. */
async function npm(url: string, cwd: string, ...args: string[]): Promise<string> {
  const userconfig = join(cwd, '.npmrc')
  await writeFile(userconfig, `registry=${url}/\n//${new URL(url).host}/:_authToken=anybody\n`)
  const env = { PATH: process.env['PATH'], HOME: cwd, npm_config_userconfig: userconfig }
  const { stdout } = await run('npm', [...args, '--no-audit', '--no-fund', '--no-update-notifier'], {
    cwd,
    env,
  })
  return stdout
}

it('has packages published to it, and installed from it', async () => {
  const url = await registry()
  const source = await folder()
  await writeFile(join(source, 'package.json'), '{ "name": "@bridge/hello", "version": "1.2.3" }')
  // More than one read of a socket, and nothing that compression makes small.
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i * 31 + (i >> 3)) & 0xff))
  await writeFile(join(source, 'content.bin'), content)
  await npm(url, source, 'publish')

  const target = await folder()
  await mkdir(join(target, 'node_modules'))
  await writeFile(join(target, 'package.json'), '{ "name": "target", "private": true }')
  await npm(url, target, 'install', '@bridge/hello@^1.0.0')
  const installed = join(target, 'node_modules', '@bridge', 'hello')
  expect(JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))).toMatchObject({
    version: '1.2.3',
  })
  expect((await readFile(join(installed, 'content.bin'))).equals(content)).toBe(true)
  expect(await npm(url, target, 'view', '@bridge/hello', 'version')).toContain('1.2.3')
}, 60_000)

it('says what it has not', async () => {
  const answer = await fetch(`${await registry()}/@bridge%2fnothing`)
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({ error: expect.any(String) })
})
