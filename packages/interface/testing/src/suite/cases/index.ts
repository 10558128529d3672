import type { ConformanceCase } from '../case.ts'
import { calling } from './calling.ts'
import { errors } from './errors.ts'
import { exchanges } from './exchanges.ts'
import { http10 } from './http10.ts'
import { informational } from './informational.ts'
import { lengths } from './lengths.ts'
import { noContent } from './no-content.ts'
import { nodeContent } from './node-content.ts'
import { requestContent } from './request-content.ts'
import { requestFields } from './request-fields.ts'
import { requests } from './requests.ts'
import { responseContent } from './response-content.ts'
import { responseFields } from './response-fields.ts'
import { statusCases } from './statuses.ts'
import { streaming } from './streaming.ts'
import { targets } from './targets.ts'
import { trailers } from './trailers.ts'
import { upgrades } from './upgrades.ts'
import { uploads } from './uploads.ts'
import { wrongResponses } from './wrong-responses.ts'

/** All cases of the suite, in the order of SPEC.md. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...calling,
  ...requests,
  ...targets,
  ...requestFields,
  ...requestContent,
  ...uploads,
  ...responseContent,
  ...nodeContent,
  ...streaming,
  ...responseFields,
  ...lengths,
  ...noContent,
  ...statusCases,
  ...wrongResponses,
  ...trailers,
  ...exchanges,
  ...informational,
  ...upgrades,
  ...errors,
  ...http10,
]
