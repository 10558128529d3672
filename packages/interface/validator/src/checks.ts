import { callingChecks } from './calling.ts'
import { changedBodyChecks } from './changed-body.ts'
import type { Check } from './check.ts'
import { serviceChecks } from './exchange-services.ts'
import { fileReadChecks } from './file-body.ts'
import { finishChecks } from './finish.ts'
import { requestBodyChecks } from './request-body.ts'
import { requestChecks } from './request.ts'
import { responseBodyChecks } from './response-body-checks.ts'
import { responseChecks } from './response.ts'
import { signalChecks } from './signal.ts'
import { errorChecks } from './thrown-error.ts'
import { trailerChecks } from './trailers.ts'
import { upgradeChecks } from './upgrade.ts'

/** All that the validator looks at, in the order of an exchange. */
export const checks: readonly Check[] = [
  ...Object.values(callingChecks),
  ...requestChecks,
  ...Object.values(requestBodyChecks),
  ...Object.values(signalChecks),
  ...Object.values(serviceChecks),
  ...Object.values(errorChecks),
  ...responseChecks,
  ...Object.values(responseBodyChecks),
  ...Object.values(fileReadChecks),
  ...Object.values(changedBodyChecks),
  ...Object.values(trailerChecks),
  ...Object.values(upgradeChecks),
  ...Object.values(finishChecks),
]
