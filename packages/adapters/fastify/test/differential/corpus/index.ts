import type { CorpusCase } from '../corpus-case.ts'
import { answers } from './replies.ts'
import { routes } from './routes.ts'

/** All cases, by what they are about. */
export const corpus: Readonly<Record<string, readonly CorpusCase[]>> = { routes, replies: answers }
