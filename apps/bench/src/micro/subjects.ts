import type { Benchmark } from './benchmark.ts'
import { compose } from './compose.ts'
import { content } from './content.ts'
import { exchange } from './exchange.ts'
import { fields } from './fields.ts'
import { head } from './head.ts'
import { message } from './message.ts'
import { responseHead } from './response-head.ts'

/** What can be measured, by the name of its subject, in the order in which a request meets it. */
export const SUBJECTS: Readonly<Record<string, readonly Benchmark[]>> = {
  head,
  content,
  fields,
  exchange,
  compose,
  message,
  'response-head': responseHead,
}
