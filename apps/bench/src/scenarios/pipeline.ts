import type { Scenario } from '../scenario.ts'
import { HELLO_LOAD, assertHello } from './hello.ts'
import { httpScenario } from './http-scenario.ts'

/** Requests that do not wait for answers. */
export const pipeline: Scenario = httpScenario({
  name: 'pipeline',
  about: 'hello, with 16 requests at once on each of 64 connections',
  contenders: ['node-http', 'tsgi', 'fastify', 'bun', 'deno'],
  load: { ...HELLO_LOAD, pipeline: 16 },
  assertAnswer: assertHello,
})
