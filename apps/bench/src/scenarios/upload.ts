import { assertAnswer } from '../exchange.ts'
import type { Scenario } from '../scenario.ts'
import { HELLO_LOAD } from './hello.ts'
import { httpScenario } from './http-scenario.ts'

const SIZE = 2 ** 20

/** Content that is consumed while it arrives. */
export const upload: Scenario = httpScenario({
  name: 'upload',
  about: '1 MiB of content, consumed chunk by chunk and counted, 16 connections',
  contenders: ['node-http', 'tsgi', 'fastify', 'express', 'hono', 'bun', 'deno'],
  load: {
    ...HELLO_LOAD,
    method: 'POST',
    path: '/upload',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: 'x'.repeat(SIZE),
    connections: 16,
  },
  assertAnswer: (answer) => assertAnswer(answer, undefined, String(SIZE)),
})
