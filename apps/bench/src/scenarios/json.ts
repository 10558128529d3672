import { GENERAL_CONTENDERS } from '../contender-table.ts'
import { ORDER } from '../contenders/order.ts'
import { assertAnswer } from '../exchange.ts'
import type { Answer } from '../exchange.ts'
import type { Scenario } from '../scenario.ts'
import { HELLO_LOAD } from './hello.ts'
import { httpScenario } from './http-scenario.ts'

const CONTENT = JSON.stringify(ORDER)

/** JSON, read and written. */
export const json: Scenario = httpScenario({
  name: 'json',
  about: '1 KiB of JSON is parsed, and its value answered as JSON, 64 connections',
  contenders: GENERAL_CONTENDERS.filter((name) => name !== 'nginx' && name !== 'tsgi-layers'),
  load: {
    ...HELLO_LOAD,
    method: 'POST',
    path: '/json',
    headers: { 'Content-Type': 'application/json' },
    body: CONTENT,
  },
  assertAnswer: (answer) => assertJson(answer, CONTENT),
})

/** Throws unless it is this JSON. */
export function assertJson(answer: Answer, content: string): void {
  assertAnswer(answer, undefined, content)
  const type = answer.headers['content-type']
  if (!type?.startsWith('application/json')) throw new Error(`It answers with type ${type}`)
}
