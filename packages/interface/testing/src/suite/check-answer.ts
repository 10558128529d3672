import assert from 'node:assert/strict'
import type { Expected, Observer } from './case.ts'
import type { SuiteAnswer } from './send.ts'

/** Text in the errors that applications of the suite throw. It must come out nowhere (SPEC ERR-1). */
export const SECRET = 'do-not-tell-anybody'

/** Asserts that an answer is what was expected. */
export async function checkAnswer(
  answer: SuiteAnswer,
  expected: Expected,
  observer: Observer,
): Promise<void> {
  const { status = 200, complete = true, informational = [], trailers = {} } = expected
  assert.equal(answer.status, status, `status, with the content ${JSON.stringify(textOf(answer))}`)
  for (const [name, lines] of Object.entries(expected.headers ?? {})) checkField(answer, name, lines)
  if (expected.text !== undefined) assert.equal(textOf(answer), expected.text, 'content')
  if (expected.bytes !== undefined) checkBytes(answer.body, expected.bytes)
  if (expected.json !== undefined) assert.deepEqual(jsonOf(answer), expected.json, 'content')
  assert.equal(
    answer.complete,
    complete,
    complete ? 'the answer was cut off' : 'the answer ended as if all was well',
  )
  assert.deepEqual(statusesOf(answer), informational, 'informational answers')
  assert.deepEqual(Object.fromEntries(answer.trailers), trailers, 'trailers')
  if (status === 500) checkBareness(answer)
  await checkJournal(expected, observer)
}

/** The content of an answer as text. */
export function textOf({ body }: Pick<SuiteAnswer, 'body'>): string {
  return new TextDecoder().decode(body)
}

/** The content of an answer, parsed. */
export function jsonOf(answer: SuiteAnswer): unknown {
  return JSON.parse(textOf(answer))
}

/** The lines of a field, in order. */
export function linesOf(answer: Pick<SuiteAnswer, 'headers'>, name: string): string[] {
  return answer.headers.filter(([candidate]) => candidate === name).map(([, value]) => value)
}

function checkField(answer: SuiteAnswer, name: string, lines: string | readonly string[] | null): void {
  const wanted = lines === null ? [] : [lines].flat()
  assert.deepEqual(linesOf(answer, name), wanted, `field ${name}`)
}

/** An error of the application gives a 500 that tells neither its message nor its stack. */
function checkBareness(answer: SuiteAnswer): void {
  const all = JSON.stringify(answer.headers) + textOf(answer)
  assert.ok(!all.includes(SECRET), `the answer tells the error: ${all}`)
  assert.ok(!/\.[jt]s:\d+/.test(all), `the answer tells a stack: ${all}`)
}

/** Long contents that differ are better told by where than in full. */
function checkBytes(actual: Uint8Array, wanted: Uint8Array): void {
  const length = Math.max(actual.length, wanted.length)
  for (let i = 0; i < length; i++) {
    if (actual[i] === wanted[i]) continue
    assert.fail(`content of ${actual.length} bytes differs from the ${wanted.length} expected at byte ${i}`)
  }
}

async function checkJournal({ recorded = {}, unrecorded = [] }: Expected, observer: Observer): Promise<void> {
  for (const [event, value] of Object.entries(recorded)) {
    assert.deepEqual(await observer.wait(event), value, `what was recorded as '${event}'`)
  }
  if (unrecorded.length === 0) return
  const events = await observer.events()
  const unwanted = unrecorded.filter((event) => events.includes(event))
  assert.deepEqual(unwanted, [], 'recorded, but should not have happened')
}

function statusesOf({ informational }: SuiteAnswer): number[] {
  return informational.map(({ status }) => status)
}
