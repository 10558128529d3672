import { deepStrictEqual } from 'node:assert/strict'
import { AssertionError } from 'node:assert'
import type { Answer } from './client.ts'

/** What else an answer in JSON is held against. */
export interface JsonExpectation {
  /** Status. Default 200. */
  status?: number
}

/**
 * Holds an answer against a value: its status, its media type (`application/json`, or one in `+json`) and its content, as
 * `assert.deepStrictEqual` compares.
 *
 * ```ts
 * assertJson(await asked.get('/notes/1'), { id: 1, title: 'milk' })
 * assertJson(await asked.post('/notes', { json: {} }), { title: 'Bad Request', status: 400 }, { status: 400 })
 * ```
 * @throws AssertionError that says what differs, with the content where it is not even JSON
 */
export function assertJson(answer: Answer, expected: unknown, { status = 200 }: JsonExpectation = {}): void {
  const { headers, text } = answer
  const type = String(headers['content-type'] ?? 'no content-type')
  const isJson = /^application\/(?:[^;]+\+)?json(?:\s*;|$)/i.test(type)
  if (answer.status !== status || !isJson) {
    throw new AssertionError({
      message: `expected ${status} with JSON, got ${answer.status} with ${type}:\n${text}`,
      actual: answer.status,
      expected: status,
      operator: 'assertJson',
      stackStartFn: assertJson,
    })
  }
  deepStrictEqual(answer.json(), expected)
}
