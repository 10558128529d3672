import { describe, expect, it } from 'vitest'
import { PROGRAMS, serverConfig } from './server-config.ts'
import type { Program } from './server-config.ts'

const service = { command: ['/usr/bin/tsgi', 'serve'], workingDirectory: '/srv/shop' }

describe('serverConfig', () => {
  it.each(PROGRAMS)('says where what is for %s belongs, in its first line as well', (program) => {
    const files = serverConfig(program, { name: 'shop', service })
    expect(files.length).toBeGreaterThan(0)
    for (const { path, text } of files) {
      expect(text).toMatch(new RegExp(`^# ${path}\n`))
      expect(text.endsWith('\n')).toBe(true)
    }
  })

  it('names files after the application', () => {
    const paths = PROGRAMS.flatMap((program) => serverConfig(program, { name: 'shop', service }))
    expect(paths.map(({ path }) => path)).toEqual([
      '/etc/nginx/conf.d/shop.conf',
      '/etc/apache2/sites-available/shop.conf',
      '/etc/lighttpd/lighttpd.conf',
      '/etc/caddy/Caddyfile',
      '/etc/haproxy/haproxy.cfg',
      '/etc/systemd/system/shop.socket',
      '/etc/systemd/system/shop.service',
    ])
  })

  it('refuses programs that it does not know', () => {
    expect(() => serverConfig('iis' as Program)).toThrow(
      "There is no configuration for 'iis'; expected nginx, apache, lighttpd, caddy, haproxy, systemd",
    )
    expect(() => serverConfig('constructor' as Program)).toThrow(TypeError)
  })

  it.each([
    ['apache', { protocol: 'uwsgi' }, 'port: Apache cannot connect to uwsgi at 3031; take another one'],
    ['caddy', { protocol: 'scgi' }, 'Caddy speaks http and fastcgi, not scgi'],
    ['haproxy', { protocol: 'uwsgi' }, 'HAProxy speaks http and fastcgi, not uwsgi'],
    ['haproxy', { protocol: 'fastcgi', proxyProtocol: true }, 'protocol must be http'],
    ['haproxy', { static: [{ folder: '/srv' }] }, 'HAProxy sends no files'],
    ['haproxy', { handOff: { folder: '/srv' } }, 'HAProxy sends no files'],
    ['nginx', { proxyProtocol: true }, 'proxyProtocol is for haproxy alone, not for nginx'],
    ['lighttpd', { static: [{ folder: '/srv' }] }, "give static a path, such as '/assets/'"],
    ['systemd', {}, 'service is missing'],
    ['systemd', { name: 'shop', unix: '/run/shop/shop.sock', service }, 'take /run/shop.sock'],
  ] as const)('%s refuses what it cannot do: %o', (program, options, message) => {
    expect(() => serverConfig(program, options)).toThrow(message)
  })

  it('tells who has no names to get the default site out of the way', () => {
    expect(serverConfig('nginx')[0]!.text).toContain('rm /etc/nginx/sites-enabled/default')
    expect(serverConfig('apache')[0]!.text).toContain('a2dissite 000-default')
    const named = { serverNames: ['shop.example'] }
    expect(serverConfig('nginx', named)[0]!.text).not.toContain('sites-enabled/default')
    expect(serverConfig('apache', named)[0]!.text).not.toContain('000-default')
  })

  it('gives Apache a name that is no wildcard', () => {
    const [site] = serverConfig('apache', { serverNames: ['*.shop.example', 'shop.example', 'www.example'] })
    expect(site!.text).toContain('ServerName shop.example\n')
    expect(site!.text).toContain('ServerAlias *.shop.example www.example\n')
  })

  it('lets HAProxy know wildcards', () => {
    const [whole] = serverConfig('haproxy', { serverNames: ['shop.example', '*.shop.example'] })
    expect(whole!.text).toContain('host_only -i -m str shop.example\n')
    expect(whole!.text).toContain('host_only -i -m end .shop.example\n')
  })
})
