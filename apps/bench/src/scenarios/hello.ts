import { BROWSER_FIELDS } from '../browser-fields.ts'
import { GENERAL_CONTENDERS } from '../contender-table.ts'
import { HELLO } from '../contenders/answers.ts'
import { assertAnswer, assertLength } from '../exchange.ts'
import type { Answer } from '../exchange.ts'
import type { Load } from '../load/load.ts'
import type { Scenario } from '../scenario.ts'
import { httpScenario } from './http-scenario.ts'

/** `GET /` with no fields but `Host` and `Connection`. */
export const HELLO_LOAD: Load = {
  method: 'GET',
  path: '/',
  headers: {},
  body: '',
  connections: 64,
  pipeline: 1,
}

/** Throws unless it is the hello world, with its length. */
export function assertHello(answer: Answer): void {
  assertAnswer(answer, 'text/plain; charset=utf-8', HELLO)
  assertLength(answer, HELLO.length)
}

/** Hello world. */
export const hello: Scenario = httpScenario({
  name: 'hello',
  about: '13 octets of text for a request with 2 header fields, 64 connections',
  contenders: GENERAL_CONTENDERS,
  load: HELLO_LOAD,
  assertAnswer: assertHello,
})

/** Hello world for a browser, which sends these and the two above. */
export const helloBrowser: Scenario = httpScenario({
  name: 'hello-browser',
  about: 'the same for the 14 header fields that a browser sends',
  contenders: GENERAL_CONTENDERS,
  load: {
    ...HELLO_LOAD,
    headers: BROWSER_FIELDS,
  },
  assertAnswer: assertHello,
})
