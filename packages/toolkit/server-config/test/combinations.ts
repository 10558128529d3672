import type { Protocol } from '@tsgi/server-config'
import { isInstalled, SETUPS } from './programs.ts'
import type { FrontServer } from './programs.ts'

/** How a front server reaches an application. */
export interface Combination {
  /** For names of tests. */
  readonly name: string
  readonly program: FrontServer
  readonly protocol: Protocol
  readonly link: 'tcp' | 'unix'
  readonly proxyProtocol: boolean
}

/** What each front server speaks. */
const PROTOCOLS: Readonly<Record<FrontServer, readonly Protocol[]>> = {
  nginx: ['http', 'fastcgi', 'scgi', 'uwsgi'],
  apache: ['http', 'fastcgi', 'scgi', 'uwsgi'],
  lighttpd: ['http', 'fastcgi', 'scgi', 'uwsgi'],
  caddy: ['http', 'fastcgi'],
  haproxy: ['http', 'fastcgi'],
}

/** All ways in which the programs that are installed reach an application. */
export const COMBINATIONS: readonly Combination[] = (Object.keys(SETUPS) as FrontServer[])
  .filter((program) => isInstalled(SETUPS[program].command))
  .flatMap(combinationsOf)

/** Those of programs that send files: HAProxy sends none. */
export const SENDING_FILES: readonly Combination[] = COMBINATIONS.filter(
  ({ program }) => program !== 'haproxy',
)

function combinationsOf(program: FrontServer): Combination[] {
  const plain = PROTOCOLS[program].flatMap((protocol) => bothLinks(program, protocol, false))
  return program === 'haproxy' ? [...plain, ...bothLinks(program, 'http', true)] : plain
}

function bothLinks(program: FrontServer, protocol: Protocol, proxyProtocol: boolean): Combination[] {
  const what = proxyProtocol ? 'whole connections' : protocol
  return (['tcp', 'unix'] as const).map((link) => {
    return { name: `${program}, ${what} over ${link}`, program, protocol, link, proxyProtocol }
  })
}
