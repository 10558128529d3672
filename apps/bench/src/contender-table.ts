import type { ProgramName } from './programs.ts'

/** What a contender is made of. */
export interface ContenderEntry {
  /** What runs it; its own program is `contenders/<name>.ts`. */
  readonly program: ProgramName
  /** Packages of npm that it stands on. */
  readonly packages: readonly string[]
  /** What it speaks. Default `http`. */
  readonly speaks?: Protocol
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
  'node-https': { program: 'node', packages: [], speaks: 'https' },
  'tsgi-tls': { program: 'node', packages: ['@tsgi/server'], speaks: 'https' },
  'node-http2': { program: 'node', packages: [], speaks: 'h2c' },
  'tsgi-http2': { program: 'node', packages: ['@tsgi/server'], speaks: 'h2c' },
}

/** Their names. */
export const CONTENDER_NAMES: readonly ContenderName[] = Object.keys(CONTENDERS) as ContenderName[]

/** Those that speak plain HTTP/1.1. */
export const HTTP_CONTENDERS: readonly ContenderName[] = CONTENDER_NAMES.filter(
  (name) => protocolOf(name) === 'http',
)

/** What a contender speaks. */
export function protocolOf(name: ContenderName): Protocol {
  return CONTENDERS[name].speaks ?? 'http'
}
