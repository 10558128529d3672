import { describe, it } from 'vitest'
import { IS_LISTED } from './h2spec-exceptions.ts'
import { serveH2spec } from './h2spec-judge.ts'
import { SECTIONS } from './h2spec-sections.ts'
import { certificate } from './tls-serve.ts'

const expectCase = serveH2spec({ tls: certificate('localhost') })

/** Of each section one: over TLS the same code reads and writes. */
const SAMPLE = SECTIONS.map(({ heading, cases }) => ({ heading, ...cases[0]! }))

describe.runIf(IS_LISTED)('over TLS', () => {
  it.each(SAMPLE)('$heading: $name ($id)', (given) => expectCase(given))
})
