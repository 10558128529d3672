import { describe, expect, it } from 'vitest'
import { serverConfig } from './server-config.ts'
import type { ServerConfigOptions } from './options.ts'

const service = { command: ['/usr/bin/tsgi', 'serve', 'app.ts'], workingDirectory: '/srv/shop' }

function units(options: ServerConfigOptions): string[] {
  return serverConfig('systemd', { name: 'shop', service, ...options }).map(({ text }) => text)
}

describe('the units of systemd', () => {
  it('open a port for the service', () => {
    const [socket] = units({ host: '::1', port: 9000 })
    expect(socket).toContain('ListenStream=[::1]:9000\n')
  })

  it('let the group of the front server connect to a unix socket, and nobody else', () => {
    const [socket] = units({ unix: '/run/shop.sock' })
    expect(socket).toContain('ListenStream=/run/shop.sock\n')
    expect(socket).toContain('SocketUser=shop\nSocketGroup=www-data\nSocketMode=0660\n')
  })

  it.each([
    ['a b', '"a b"'],
    ['', '""'],
    [';', '";"'],
    ['say "hi"', String.raw`"say \"hi\""`],
    ["it's", `"it's"`],
    [String.raw`a\b`, String.raw`"a\\b"`],
    ['$HOME', '$$HOME'],
    ['%h', '%%h'],
    ['--port=8000', '--port=8000'],
  ])('give the command the word %o', (word, written) => {
    const [, unit] = units({ service: { ...service, command: ['/usr/bin/tsgi', word] } })
    expect(unit).toContain(`\nExecStart=/usr/bin/tsgi ${written}\n`)
  })

  it('write a percent sign in a folder twice', () => {
    const [, unit] = units({ service: { ...service, workingDirectory: '/srv/100%' } })
    expect(unit).toContain('\nWorkingDirectory=/srv/100%%\n')
  })
})
