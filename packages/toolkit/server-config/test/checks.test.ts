import { describe, expect, it } from 'vitest'
import type { ServerConfigOptions } from '@tsgi/server-config'
import { COMBINATIONS } from './combinations.ts'
import { checkConfiguration, print } from './front.ts'
import { isInstalled, MOD_XSENDFILE } from './programs.ts'
import type { FrontServer } from './programs.ts'

type Options = readonly [what: string, options: ServerConfigOptions]

/** What any front server can be told. */
const OPTIONS: readonly Options[] = [
  ['nothing else', {}],
  ['a name with a hyphen', { name: 'my-shop-2' }],
  ['names of sites', { serverNames: ['shop.example', '*.shop.example', 'xn--bcher-kva.example'] }],
  ['a wildcard alone', { serverNames: ['*.shop.example'] }],
  ['an IPv6 address to listen on', { listen: { host: '::1', port: 18_080 } }],
  ['no limit of content', { maxContentBytes: 0 }],
  ['more content than 32 bits can tell', { maxContentBytes: 2 ** 33 }],
  ['a short time', { answerTimeoutMs: 1500 }],
]

/** What those can be told that send files. */
const FILES: readonly Options[] = [
  ['a folder', { static: [{ path: '/assets/', folder: '/tmp' }] }],
  [
    'several folders',
    {
      static: [
        { path: '/a.b/', folder: '/tmp' },
        { path: '/c/d~e/', folder: '/var/tmp' },
      ],
    },
  ],
  ['files that the application names', { handOff: { folder: '/tmp' } }],
  [
    'a path with what other languages would take for theirs',
    { static: [{ path: '/assets/', folder: '/tmp/a b;c#d=e,f(g)h@i&j!k~l+m|n<o>p^qé' }] },
  ],
  [
    'all of it',
    { static: [{ path: '/assets/', folder: '/tmp' }], handOff: { folder: '/tmp', location: '/own/x/' } },
  ],
]

/** What those can be told that look for a file first. */
const AT_ROOT: readonly Options[] = [
  ['a folder at the root', { static: [{ folder: '/tmp' }] }],
  [
    'folders at the root and below',
    { static: [{ folder: '/tmp' }, { path: '/assets/', folder: '/var/tmp' }] },
  ],
]

/** Characters in a path that have no meaning in quotes there. */
const quoted = (characters: string): Options => [
  `a path with ${characters}`,
  { static: [{ path: '/assets/', folder: `/tmp/a${characters}b` }] },
]

const OPTIONS_OF: Readonly<Record<FrontServer, readonly Options[]>> = {
  nginx: [...OPTIONS, ...FILES, ...AT_ROOT, quoted("'%*?[]{}`")],
  apache: [...OPTIONS, ...FILES, ...AT_ROOT, quoted('{}`')],
  lighttpd: [...OPTIONS, ...FILES, quoted("$'%*?[]{}`")],
  caddy: [...OPTIONS, ...FILES, ...AT_ROOT, quoted("$'%")],
  haproxy: OPTIONS,
}

describe.each(COMBINATIONS)('the own check of $name', ({ program, protocol, link, proxyProtocol }) => {
  const upstream = link === 'unix' ? { unix: '/run/app@1/a.sock' } : { host: '::1', port: 8000 }
  const options = OPTIONS_OF[program].filter(([, { handOff }]) => canCheck(program, handOff))

  it.each(options)('is content with %s', async (_, told) => {
    const printed = print(program, {
      protocol,
      proxyProtocol,
      listen: { port: 18_080 },
      ...upstream,
      ...told,
    })
    const { isGood, said } = await checkConfiguration(program, printed)
    expect(isGood, `${said}\n${printed}`).toBe(true)
    expect(said).not.toMatch(/\bwarn|\balert/i)
  })
})

/** Apache does not check what it has no module for. */
function canCheck(program: FrontServer, handOff: ServerConfigOptions['handOff']): boolean {
  return program !== 'apache' || handOff === undefined || isInstalled(MOD_XSENDFILE)
}
