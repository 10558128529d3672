import type { CorpusCase } from '../corpus-case.ts'
import { bodies } from './bodies.ts'
import { hooks } from './hooks.ts'
import { answers } from './replies.ts'
import { requests } from './requests.ts'
import { routes } from './routes.ts'
import { statuses } from './statuses.ts'

/** All cases, by what they are about. */
export const corpus: Readonly<Record<string, readonly CorpusCase[]>> = {
  routes,
  requests,
  bodies,
  hooks,
  statuses,
  replies: answers,
}
