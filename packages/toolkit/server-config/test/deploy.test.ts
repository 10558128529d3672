import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { serverConfig } from '@tsgi/server-config'

/** The units that the command has as examples. */
const DEPLOY = new URL('../../cli/deploy/', import.meta.url)

describe('the examples for systemd that come with the command', () => {
  const units = serverConfig('systemd', {
    name: 'shop',
    service: {
      command: [
        '/srv/shop/node_modules/.bin/tsgi',
        ...['serve', 'app.ts', '--workers', 'auto', '--control', '/run/shop/control.sock'],
      ],
      workingDirectory: '/srv/shop',
    },
  })

  it.each(units)('$path is what is printed', ({ path, text }) => {
    const example = basename(path).replace('shop', 'tsgi')
    expect(readFileSync(new URL(example, DEPLOY), 'utf8')).toBe(text)
  })
})
