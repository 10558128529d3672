import { BROWSER_FIELDS } from '../browser-fields.ts'
import type { Scenario } from '../scenario.ts'
import { HELLO_LOAD, assertHello } from './hello.ts'
import { httpScenario } from './http-scenario.ts'

/** What a line for each request costs. */
export const accessLog: Scenario = httpScenario({
  name: 'access-log',
  about: 'hello-browser with and without an access log in a file',
  contenders: ['tsgi', 'tsgi-access-log'],
  reference: 'tsgi',
  load: { ...HELLO_LOAD, headers: BROWSER_FIELDS },
  assertAnswer: assertHello,
})
