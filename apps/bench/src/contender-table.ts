import type { ProgramName } from './programs.ts'

/** What a contender is made of. */
export interface ContenderEntry {
  /** What runs it; its own program is `contenders/<name>.ts`. */
  readonly program: ProgramName
  /** Packages of npm that it stands on. */
  readonly packages: readonly string[]
}

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
}

/** Their names. */
export const CONTENDER_NAMES: readonly ContenderName[] = Object.keys(CONTENDERS) as ContenderName[]
