import { BROWSER_FIELDS } from '../browser-fields.ts'
import { makeFiles } from '../contenders/files.ts'
import { ORDER } from '../contenders/order.ts'
import type { Answer } from '../exchange.ts'
import type { Scenario } from '../scenario.ts'
import { HELLO_LOAD } from './hello.ts'
import { httpScenario } from './http-scenario.ts'
import { assertJson } from './json.ts'

/** What surrounds most applications: a log, compression and files. */
export const stack: Scenario = httpScenario({
  name: 'stack',
  about: '1 KiB of JSON in gzip from an application behind access log, compression and files',
  contenders: ['express-stack', 'tsgi-express-stack', 'tsgi-stack', 'hono-stack', 'fastify-stack'],
  reference: 'express-stack',
  // A coding that all have, so that all do the same work.
  load: { ...HELLO_LOAD, path: '/order', headers: { ...BROWSER_FIELDS, 'Accept-Encoding': 'gzip' } },
  provide: () => makeFiles(),
  assertAnswer: (answer) => assertCompressed(answer, JSON.stringify(ORDER)),
})

/** Throws unless it is this JSON, in gzip. */
export function assertCompressed(answer: Answer, content: string): void {
  assertJson(answer, content)
  const coding = answer.headers['content-encoding']
  if (coding !== 'gzip') throw new Error(`It answers with coding ${coding}, not gzip`)
}
