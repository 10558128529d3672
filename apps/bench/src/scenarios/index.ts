import type { Scenario } from '../scenario.ts'
import { accessLog } from './access-log.ts'
import { express, fetch, koa } from './adapters.ts'
import { connections } from './connections.ts'
import { gateway, gateway1m, gatewayIdle } from './gateway.ts'
import { gzip } from './gzip.ts'
import { hello, helloBrowser } from './hello.ts'
import { json } from './json.ts'
import { latency } from './latency.ts'
import { http2, tls } from './secure.ts'
import { params } from './params.ts'
import { pipeline } from './pipeline.ts'
import { size } from './size.ts'
import { stack } from './stack.ts'
import { startup } from './startup.ts'
import { static10m, static1k } from './static.ts'
import { stream } from './stream.ts'
import { upload } from './upload.ts'

/** All scenarios, in the order in which they run. */
export const SCENARIOS: readonly Scenario[] = [
  hello,
  helloBrowser,
  json,
  params,
  stream,
  upload,
  pipeline,
  tls,
  http2,
  express,
  koa,
  fetch,
  accessLog,
  stack,
  gzip,
  static1k,
  static10m,
  gateway,
  gateway1m,
  gatewayIdle,
  latency,
  connections,
  startup,
  size,
]
