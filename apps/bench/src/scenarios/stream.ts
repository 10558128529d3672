import { CHUNK, CHUNK_COUNT } from '../contenders/answers.ts'
import { assertAnswer } from '../exchange.ts'
import type { Scenario } from '../scenario.ts'
import { HELLO_LOAD } from './hello.ts'
import { httpScenario } from './http-scenario.ts'

const CONTENT = 'x'.repeat(CHUNK.byteLength * CHUNK_COUNT)

/** Content that is made while it is sent. */
export const stream: Scenario = httpScenario({
  name: 'stream',
  about: '64 chunks of 1 KiB, streamed, 64 connections',
  contenders: ['node-http', 'tsgi', 'fastify', 'express', 'hono', 'bun', 'deno'],
  load: { ...HELLO_LOAD, path: '/stream' },
  assertAnswer: (answer) => assertAnswer(answer, undefined, CONTENT),
})
