import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const run = promisify(execFile)
/** The built command, as `pnpm bench` runs it: contenders are programs that Node starts. */
const bench = fileURLToPath(new URL('../dist/bench.js', import.meta.url))
const quick = ['--rounds', '1', '--seconds', '0.2', '--warm-up', '0', '--loader', 'autocannon']

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'bench-test-'))))
afterEach(() => rm(folder, { recursive: true }))

describe.runIf(process.platform === 'linux')('bench', () => {
  it('prints a table and writes the same figures', async () => {
    const json = join(folder, 'figures.json')
    const contenders = ['--contender', 'node-http,tsgi']

    const { stdout } = await run(process.execPath, [
      bench,
      'hello',
      'json',
      ...contenders,
      ...quick,
      '--json',
      json,
    ])

    expect(stdout).toMatch(/^contender +requests\/s +CPU µs\/request/m)
    expect(stdout).toMatch(/^node-http .* 1\.00$/m)
    const { scenarios } = JSON.parse(await readFile(json, 'utf8')) as { scenarios: { contenders: object }[] }
    expect(scenarios.map((each) => Object.keys(each.contenders))).toEqual([
      ['node-http', 'tsgi'],
      ['node-http', 'tsgi'],
    ])
  })

  it.each([
    ['express', ['express', 'tsgi-express', 'express-tsgi']],
    ['koa', ['koa', 'tsgi-koa']],
    ['fetch', ['hono', 'tsgi-fetch']],
    ['static-1k', ['tsgi-static', 'sirv', 'fastify-static']],
    ['static-10m', ['tsgi-static', 'sirv', 'fastify-static']],
  ])('gets the right answer from everybody: %s', async (scenario, contenders) => {
    const { stdout } = await run(process.execPath, [
      bench,
      scenario,
      '--contender',
      contenders.join(','),
      ...quick,
      // An answer of 10 MiB may take long where others are at work.
      ...['--seconds', '1'],
    ])
    expect(contenders.filter((name) => !stdout.includes(`\n${name} `))).toEqual([])
  })

  it('explains itself, and what it does not understand', async () => {
    const { stdout } = await run(process.execPath, [bench, '--help'])
    expect(stdout).toContain('scenarios:  hello, hello-browser')
    await expect(run(process.execPath, [bench, 'helo'])).rejects.toThrow('scenario is one of')
  })
})
