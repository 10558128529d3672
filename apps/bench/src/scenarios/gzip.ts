import { BROWSER_FIELDS } from '../browser-fields.ts'
import { CATALOGUE } from '../contenders/catalogue.ts'
import type { Scenario } from '../scenario.ts'
import { HELLO_LOAD } from './hello.ts'
import { httpScenario } from './http-scenario.ts'
import { assertCompressed } from './stack.ts'

/** What compression costs beyond compressing. */
export const gzip: Scenario = httpScenario({
  name: 'gzip',
  about: '64 KiB of JSON in gzip, compressed for each request',
  contenders: ['gzip-sync', 'tsgi-gzip', 'express-gzip'],
  reference: 'gzip-sync',
  load: { ...HELLO_LOAD, headers: { ...BROWSER_FIELDS, 'Accept-Encoding': 'gzip' } },
  assertAnswer: (answer) => assertCompressed(answer, JSON.stringify(CATALOGUE)),
})
