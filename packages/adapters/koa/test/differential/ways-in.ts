import type { AddressInfo } from 'node:net'
import { toNode } from '@tsgi/node'
import { serve } from '@tsgi/server'
import type { Application, Middleware } from '@tsgi/spec'
import type Koa from 'koa'
import { onTestFinished } from 'vitest'
import { listen, listenKoa } from '../listen.ts'
import { fromKoa } from '../../src/index.ts'
import { AS_ITSELF, BY_MEANING } from '../../../node/test/differential/comparison.ts'
import type { Comparison } from '../../../node/test/differential/comparison.ts'

/** A way for a request to get to a Koa application. */
export interface WayIn {
  readonly name: string
  /** How like Koa's own its answers are. */
  readonly comparison: Comparison
  /** Cases that cannot be the same, and why. */
  readonly exceptions?: Readonly<Record<string, string>>
  /** Serves an application until the test has finished. */
  readonly listen: (app: Koa) => Promise<number>
}

/** The reference: Koa as its own server runs it. */
export const koaItself: WayIn = {
  name: 'node:http',
  comparison: AS_ITSELF,
  listen: listenKoa,
}

/** A middleware for which a response cannot go to the socket as it is. */
const copying: Middleware = (next) => async (request) => ({ ...(await next({ ...request })) })

/** Cases that cannot be the same through any way in, and why. */
export const exceptions: Readonly<Record<string, string>> = {
  'trailers of the content': 'requests of TSGI have no trailers',
  'attachment übersicht €.txt': 'Node spoils the name, and sends the head in front of a string as UTF-8',
  'a field of latin-1': 'Node sends the head in front of a string as UTF-8; here octets stay octets',
}

const PIECES = 'what was written at once goes out at once: with a length, or in other chunks'

/** Cases on our server that are the same in meaning only, and why; all others are to the octet. */
export const alike: Readonly<Record<string, string>> = {
  'a pipe': PIECES,
  'a stream': PIECES,
  'a stream instead of a string': PIECES,
  'a stream of buffers': PIECES,
  'a stream with a type': PIECES,
  'a stream written to later': PIECES,
  'compress: GET /string br': PIECES,
  'corked writes': PIECES,
  'transfer coding set by hand': PIECES,
  'write in other encodings': PIECES,
  'writeHead over setHeader': PIECES,
  'writeHead with a flat array': PIECES,
  'writeHead with a message': PIECES,
  'HTTP/1.0': 'to HTTP/1.0 names go out as SPEC has them',
  'a stream to a client of HTTP/1.0': 'to HTTP/1.0 names go out as SPEC has them',
  'a string to a client of HTTP/1.0': 'to HTTP/1.0 names go out as SPEC has them',
  'a string, then status 205':
    'what has no content has no length or type either (SPEC LEN-4, RFC 9110 §15.3.6)',
  'null, then status 200': 'what has no content has no length or type either (SPEC LEN-4, RFC 9110 §15.3.6)',
  'status 205 with fields': 'what has no content has no length or type either (SPEC LEN-4, RFC 9110 §15.3.6)',
  'a Response without content':
    'what has no content has no length or type either (SPEC LEN-4, RFC 9110 §15.3.6)',
  'null after JSON': 'what has no content has no length or type either (SPEC LEN-4, RFC 9110 §15.3.6)',
  'fields set after the head':
    'what has no content has no length or type either (SPEC LEN-4, RFC 9110 §15.3.6)',
  '103 before the answer': 'SPEC has names of fields in lower case (HEAD-5)',
  'trailers at once': 'SPEC has names of fields in lower case (HEAD-5)',
  'trailers behind a stream': 'SPEC has names of fields in lower case (HEAD-5)',
}

const onServer = {
  'the target /"quoted"': 'the server refuses targets that are no URIs',
  'no date': 'the server adds what is missing (SPEC HEAD-9)',
}

/** The ways through the adapter. */
export const waysIn: readonly WayIn[] = [
  {
    name: '@tsgi/server',
    comparison: AS_ITSELF,
    exceptions: onServer,
    listen: (app) => listenByServer(fromKoa(app)),
  },
  {
    name: 'a stack on @tsgi/server',
    comparison: BY_MEANING,
    exceptions: onServer,
    listen: (app) => listenByServer(copying(fromKoa(app))),
  },
  {
    name: 'toNode on node:http',
    comparison: BY_MEANING,
    listen: (app) => listen(toNode(fromKoa(app))),
  },
]

async function listenByServer(application: Application): Promise<number> {
  const server = await serve(application, { port: 0, onError: () => {} })
  onTestFinished(() => server.close({ graceMs: 0 }))
  return (server.address as AddressInfo).port
}
