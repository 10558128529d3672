import { CONTENDER_NAMES } from '../contender-table.ts'
import { assertAnswer } from '../exchange.ts'
import type { Answer } from '../exchange.ts'
import type { Scenario } from '../scenario.ts'
import { HELLO_LOAD } from './hello.ts'
import { httpScenario } from './http-scenario.ts'

const LINES = Array.from({ length: 11 }, (_each, index) => ({
  id: 1000 + index,
  name: `Article number ${index}`,
  price: 19.95,
  tags: ['red', 'small'],
}))
/** 1024 octets, as `JSON.stringify` writes them. */
const CONTENT = padded({ order: 4711, lines: LINES }, 1024)

/** JSON, read and written. */
export const json: Scenario = httpScenario({
  name: 'json',
  about: '1 KiB of JSON is parsed, and its value answered as JSON, 64 connections',
  contenders: CONTENDER_NAMES.filter((name) => name !== 'nginx' && name !== 'tsgi-layers'),
  load: {
    ...HELLO_LOAD,
    method: 'POST',
    path: '/json',
    headers: { 'Content-Type': 'application/json' },
    body: CONTENT,
  },
  assertAnswer: assertJson,
})

function assertJson(answer: Answer): void {
  assertAnswer(answer, undefined, CONTENT)
  const type = answer.headers['content-type']
  if (!type?.startsWith('application/json')) throw new Error(`It answers with type ${type}`)
}

function padded(value: object, length: number): string {
  const missing = length - JSON.stringify({ ...value, note: '' }).length
  return JSON.stringify({ ...value, note: '.'.repeat(missing) })
}
