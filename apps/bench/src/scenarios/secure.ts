import type { Scenario } from '../scenario.ts'
import { BROWSER_FIELDS } from '../browser-fields.ts'
import { HELLO_LOAD, assertHello } from './hello.ts'
import { httpScenario } from './http-scenario.ts'

const LOAD = { ...HELLO_LOAD, headers: BROWSER_FIELDS }

/** Hello world over TLS. */
export const tls: Scenario = httpScenario({
  name: 'tls',
  about: 'hello-browser over TLS 1.3, 64 connections that stay',
  contenders: ['node-https', 'tsgi-tls'],
  reference: 'node-https',
  load: LOAD,
  assertAnswer: assertHello,
})

/** Hello world over HTTP/2. */
export const http2: Scenario = httpScenario({
  name: 'http2',
  about: 'hello-browser over HTTP/2 without TLS, 16 connections with 8 streams at once',
  contenders: ['node-http2', 'tsgi-http2'],
  reference: 'node-http2',
  load: { ...LOAD, connections: 16, pipeline: 8 },
  assertAnswer: assertHello,
})
