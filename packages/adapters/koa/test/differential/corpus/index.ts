import type { CorpusCase } from '../corpus-case.ts'
import { bodies } from './bodies.ts'
import { bypassing } from './bypassing.ts'
import { composition } from './composition.ts'
import { cookies } from './cookies.ts'
import { errors } from './errors.ts'
import { lifecycle } from './lifecycle.ts'
import { middleware } from './middleware.ts'
import { negotiation } from './negotiation.ts'
import { requests } from './requests.ts'
import { responseFields } from './response-fields.ts'

/** All cases, by what they are about. */
export const corpus: Readonly<Record<string, readonly CorpusCase[]>> = {
  requests,
  negotiation,
  bodies,
  'response fields': responseFields,
  cookies,
  errors,
  bypassing,
  lifecycle,
  composition,
  middleware,
}
