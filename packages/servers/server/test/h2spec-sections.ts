/*
 * The cases of h2spec 2.6 (https://github.com/summerwind/h2spec): its 146, and the one that it leaves out unless told to be
 * strict. They are facts taken from there, in our words; what is sent and what is accepted is the same, except that a
 * connection that just ends is no answer where RFC 9113 names a code. Their ids tell where they come from: section
 * numbers in them are of RFC 7540.
 */
import { COMPRESSION } from './h2spec-compression.ts'
import { CONNECTIONS } from './h2spec-connections.ts'
import { DEFINITIONS } from './h2spec-definitions.ts'
import { FRAMING } from './h2spec-framing.ts'
import type { Section } from './h2spec-judge.ts'
import { MESSAGES } from './h2spec-messages.ts'
import { STREAMS } from './h2spec-streams.ts'

/** All sections, in the order of the RFCs but for §6.10. */
export const SECTIONS: readonly Section[] = [
  ...FRAMING,
  ...STREAMS,
  ...DEFINITIONS,
  ...CONNECTIONS,
  ...MESSAGES,
  ...COMPRESSION,
]
