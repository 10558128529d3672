import { BROWSER_FIELDS } from '../browser-fields.ts'
import type { ContenderName } from '../contender-table.ts'
import type { Scenario } from '../scenario.ts'
import { HELLO_LOAD, assertHello } from './hello.ts'
import { httpScenario } from './http-scenario.ts'

/** An application of Express on two servers, and one of TSGI in Express. */
export const express: Scenario = adapterScenario('express', 'express', ['tsgi-express', 'express-tsgi'])

/** An application of Koa on two servers. */
export const koa: Scenario = adapterScenario('koa', 'koa', ['tsgi-koa'])

/** An application of Hono on two servers. */
export const fetch: Scenario = adapterScenario('fetch', 'hono', ['tsgi-fetch'])

function adapterScenario(name: string, reference: ContenderName, others: readonly ContenderName[]): Scenario {
  return httpScenario({
    name,
    about: `hello-browser from the application of ${reference} on its own server, and through an adapter of ours`,
    contenders: [reference, ...others],
    reference,
    load: { ...HELLO_LOAD, headers: BROWSER_FIELDS },
    assertAnswer: assertHello,
  })
}
