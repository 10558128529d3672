import type { CorpusCase } from '../corpus-case.ts'
import { bodies } from './bodies.ts'
import { composition } from './composition.ts'
import { cookies } from './cookies.ts'
import { errors } from './errors.ts'
import { files } from './files.ts'
import { middleware } from './middleware.ts'
import { requests } from './requests.ts'
import { responses } from './responses.ts'
import { routing } from './routing.ts'
import { streaming } from './streaming.ts'

/** What Express can do, and how it does it by itself is how it has to be through the adapter. */
export const corpus: Readonly<Record<string, readonly CorpusCase[]>> = {
  routing,
  composition,
  requests,
  responses,
  cookies,
  files,
  bodies,
  streaming,
  errors,
  middleware,
}
