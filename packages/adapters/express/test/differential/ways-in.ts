import { toNode } from '@tsgi/node'
import type { Middleware } from '@tsgi/spec'
import type { Express } from 'express'
import { fromExpress } from '../../src/index.ts'
import { listenNode, listenOurs } from '../servers.ts'
import type { Comparison } from './comparison.ts'

/** A way for a request to get to an Express application. */
export interface WayIn {
  readonly name: string
  /** How like Express's own its answers are. */
  readonly comparison: Comparison
  /** Serves an application until the test has finished. */
  readonly listen: (app: Express) => Promise<number>
}

/** The reference: Express as its own server runs it. */
export const expressItself: WayIn = {
  name: 'node:http',
  comparison: 'octets',
  listen: (app) => listenNode(app),
}

/** A middleware for which a response cannot go to the socket as it is. */
const copying: Middleware = (next) => async (request) => ({ ...(await next({ ...request })) })

/** The ways through the adapter. */
export const waysIn: readonly WayIn[] = [
  {
    name: '@tsgi/server',
    comparison: 'octets',
    listen: (app) => listenOurs(fromExpress(app)),
  },
  {
    name: 'middleware on @tsgi/server',
    comparison: 'meaning',
    listen: (app) => listenOurs(copying(fromExpress(app))),
  },
  {
    name: 'toNode on node:http',
    comparison: 'spelling',
    listen: (app) => listenNode(toNode(fromExpress(app), { onError: () => {} })),
  },
]
