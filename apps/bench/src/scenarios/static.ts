import { BROWSER_FIELDS } from '../browser-fields.ts'
import { contentOf, makeFiles } from '../contenders/files.ts'
import type { FileName } from '../contenders/files.ts'
import { assertAnswer, assertLength } from '../exchange.ts'
import type { Scenario } from '../scenario.ts'
import { HELLO_LOAD } from './hello.ts'
import { httpScenario } from './http-scenario.ts'

/** A small file. */
export const static1k: Scenario = fileScenario('static-1k', '1k.bin', 'a file of 1 KiB', 64)

/** A large file. What is on its way when the time is over has cost without counting, so few are at once. */
export const static10m: Scenario = fileScenario('static-10m', '10m.bin', 'a file of 10 MiB', 8)

function fileScenario(name: string, file: FileName, about: string, connections: number): Scenario {
  return httpScenario({
    name,
    about: `${about} for the 14 header fields that a browser sends, ${connections} connections`,
    contenders: ['nginx', 'tsgi-static', 'sirv', 'fastify-static'],
    reference: 'nginx',
    load: { ...HELLO_LOAD, path: `/${file}`, headers: BROWSER_FIELDS, connections },
    provide: () => makeFiles(),
    assertAnswer(answer) {
      const content = contentOf(file)
      assertAnswer(answer, 'application/octet-stream', content)
      assertLength(answer, content.length)
    },
  })
}
