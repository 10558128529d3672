import type { ProgramName } from './programs.ts'

/** What a contender is made of. */
export interface ContenderEntry {
  /** What runs it; its own program is `contenders/<name>.ts`. */
  readonly program: ProgramName
  /** Packages of npm that it stands on. */
  readonly packages: readonly string[]
  /** What it speaks. Default `http`. */
  readonly speaks?: Protocol
  /** Whether only the scenarios that name it are for it. Default no: it has all routes. */
  readonly isSpecial?: boolean
}

/** HTTP/1.1, the same over TLS, and HTTP/2 from the first octet on. */
export type Protocol = 'http' | 'https' | 'h2c'

/** Name of a contender. */
export type ContenderName =
  | 'node-http'
  | 'tsgi'
  | 'tsgi-layers'
  | 'fastify'
  | 'express'
  | 'koa'
  | 'hono'
  | 'srvx'
  | 'h3'
  | 'bun'
  | 'deno'
  | 'nginx'
  | 'node-https'
  | 'tsgi-tls'
  | 'node-http2'
  | 'tsgi-http2'
  | 'tsgi-express'
  | 'express-tsgi'
  | 'tsgi-koa'
  | 'tsgi-fetch'
  | 'tsgi-access-log'
  | 'express-stack'
  | 'tsgi-express-stack'
  | 'tsgi-stack'
  | 'hono-stack'
  | 'fastify-stack'
  | 'gzip-sync'
  | 'tsgi-gzip'
  | 'express-gzip'
  | 'tsgi-static'
  | 'sirv'
  | 'fastify-static'
  | 'tsgi-no-router'
  | 'tsgi-router'
  | 'fastify-params'
  | 'hono-params'
  | 'express-params'
  | 'gateway-http'
  | 'gateway-http-new'
  | 'gateway-fastcgi'
  | 'gateway-scgi'
  | 'gateway-uwsgi'

/** All contenders, in the order of the tables. */
export const CONTENDERS: Readonly<Record<ContenderName, ContenderEntry>> = {
  'node-http': { program: 'node', packages: [] },
  tsgi: { program: 'node', packages: ['@tsgi/server'] },
  'tsgi-layers': { program: 'node', packages: ['@tsgi/server', '@tsgi/compose'] },
  fastify: { program: 'node', packages: ['fastify'] },
  express: { program: 'node', packages: ['express'] },
  koa: { program: 'node', packages: ['koa'] },
  hono: { program: 'node', packages: ['hono', '@hono/node-server'] },
  srvx: { program: 'node', packages: ['srvx'] },
  h3: { program: 'node', packages: ['h3'] },
  bun: { program: 'bun', packages: [] },
  deno: { program: 'deno', packages: [] },
  nginx: { program: 'nginx', packages: [] },
  'node-https': special([], 'https'),
  'tsgi-tls': special(['@tsgi/server'], 'https'),
  'node-http2': special([], 'h2c'),
  'tsgi-http2': special(['@tsgi/server'], 'h2c'),
  'tsgi-express': special(['@tsgi/server', '@tsgi/express', 'express']),
  'express-tsgi': special(['@tsgi/express', 'express']),
  'tsgi-koa': special(['@tsgi/server', '@tsgi/koa', 'koa']),
  'tsgi-fetch': special(['@tsgi/server', '@tsgi/fetch', 'hono']),
  'tsgi-access-log': special(['@tsgi/server', '@tsgi/access-log']),
  'express-stack': special(['express', 'morgan', 'compression']),
  'tsgi-express-stack': special([
    '@tsgi/server',
    '@tsgi/access-log',
    '@tsgi/compress',
    '@tsgi/static',
    '@tsgi/express',
    'express',
  ]),
  'tsgi-stack': special(['@tsgi/server', '@tsgi/access-log', '@tsgi/compress', '@tsgi/static']),
  'hono-stack': special(['hono', '@hono/node-server']),
  'fastify-stack': special(['fastify', '@fastify/compress', '@fastify/static']),
  'gzip-sync': special(['@tsgi/server']),
  'tsgi-gzip': special(['@tsgi/server', '@tsgi/compress']),
  'express-gzip': special(['express', 'compression']),
  'tsgi-static': special(['@tsgi/server', '@tsgi/static']),
  sirv: special(['sirv']),
  'fastify-static': special(['fastify', '@fastify/static']),
  'tsgi-no-router': special(['@tsgi/server']),
  'tsgi-router': special(['@tsgi/server', '@tsgi/router']),
  'fastify-params': special(['fastify']),
  'hono-params': special(['hono', '@hono/node-server']),
  'express-params': special(['express']),
  'gateway-http': special(['@tsgi/server']),
  'gateway-http-new': special(['@tsgi/server']),
  'gateway-fastcgi': special(['@tsgi/fastcgi']),
  'gateway-scgi': special(['@tsgi/scgi']),
  'gateway-uwsgi': special(['@tsgi/uwsgi']),
}

/** Their names. */
export const CONTENDER_NAMES: readonly ContenderName[] = Object.keys(CONTENDERS) as ContenderName[]

/** Those that scenarios need not name, over plain HTTP/1.1. */
export const GENERAL_CONTENDERS: readonly ContenderName[] = CONTENDER_NAMES.filter(
  (name) => CONTENDERS[name].isSpecial !== true,
)

/** What a contender speaks. */
export function protocolOf(name: ContenderName): Protocol {
  return CONTENDERS[name].speaks ?? 'http'
}

function special(packages: readonly string[], speaks: Protocol = 'http'): ContenderEntry {
  return { program: 'node', packages, speaks, isSpecial: true }
}
