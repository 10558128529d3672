import { BROWSER_FIELDS } from '../browser-fields.ts'
import { ITEM, ITEM_PATH, ROUTE_COUNT } from '../contenders/resources.ts'
import type { Scenario } from '../scenario.ts'
import { HELLO_LOAD } from './hello.ts'
import { httpScenario } from './http-scenario.ts'
import { assertJson } from './json.ts'

/** Routes with parameters. */
export const params: Scenario = httpScenario({
  name: 'params',
  about: `JSON of two parameters of the path, from one of ${ROUTE_COUNT} routes, for the fields of a browser`,
  contenders: ['tsgi-no-router', 'tsgi-router', 'fastify-params', 'hono-params', 'express-params'],
  reference: 'fastify-params',
  load: { ...HELLO_LOAD, path: ITEM_PATH, headers: BROWSER_FIELDS },
  assertAnswer: (answer) => assertJson(answer, JSON.stringify(ITEM)),
})
