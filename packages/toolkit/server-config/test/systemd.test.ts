import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { serverConfig } from '@tsgi/server-config'
import type { ServerConfigOptions } from '@tsgi/server-config'
import { run } from './front.ts'
import { isInstalled } from './programs.ts'

const OPTIONS: ReadonlyArray<readonly [what: string, options: ServerConfigOptions]> = [
  ['a port', {}],
  ['an IPv6 address', { host: '::1', port: 9000 }],
  ['a unix socket', { unix: '/run/shop.sock' }],
]

describe.runIf(isInstalled('systemd-analyze'))('systemd', () => {
  it.each(OPTIONS)('verifies the units of %s', async (_, options) => {
    expect(await verify({ ...options, name: 'shop', service: serviceOf([process.execPath]) })).toEqual({
      isGood: true,
      said: '',
    })
  })

  it('takes any words in a command', async () => {
    const words = ['a b', '"', "'", '\\', '$HOME', '${HOME}', '%h', ';', '', '*', '#', 'é']
    expect(await verify({ name: 'shop', service: serviceOf([process.execPath, ...words]) })).toEqual({
      isGood: true,
      said: '',
    })
  })
})

function serviceOf(command: readonly string[]): NonNullable<ServerConfigOptions['service']> {
  return { command, workingDirectory: '/srv/a b', user: 'www-data' }
}

async function verify(options: ServerConfigOptions): Promise<{ isGood: boolean; said: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'server-config-'))
  try {
    const units = serverConfig('systemd', options)
    const paths = units.map(({ path }) => join(folder, basename(path)))
    for (const [index, { text }] of units.entries()) await writeFile(paths[index]!, text)
    return await run('systemd-analyze', ['verify', '--man=no', ...paths])
  } finally {
    await rm(folder, { recursive: true })
  }
}
