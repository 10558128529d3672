import type { Scenario } from '../scenario.ts'
import { backToIdle } from './back-to-idle.ts'
import { closeUnderLoad } from './close-under-load.ts'
import { contentLimit } from './content-limit.ts'
import { endlessUpload } from './endless-upload.ts'
import { failingApplication } from './failing-application.ts'
import { fairness } from './fairness.ts'
import { fewDescriptors } from './few-descriptors.ts'
import { forcedStop } from './forced-stop.ts'
import { gracefulStop } from './graceful-stop.ts'
import { idleConnections } from './idle-connections.ts'
import { jumpingClock } from './jumping-clock.ts'
import { leakingAnswers } from './leaking-answers.ts'
import { oneConnection } from './one-connection.ts'
import { pipelinedRequests } from './pipelined-requests.ts'
import { deafReaders, slowReaders } from './slow-readers.ts'
import { slowContent, slowloris } from './slowloris.ts'
import { soak } from './soak.ts'
import { vanishingClients } from './vanishing-clients.ts'

/** All scenarios, in the order of what they show. */
export const SCENARIOS: readonly Scenario[] = [
  gracefulStop,
  closeUnderLoad,
  forcedStop,
  idleConnections,
  slowloris,
  slowContent,
  deafReaders,
  slowReaders,
  fairness,
  soak,
  vanishingClients,
  fewDescriptors,
  oneConnection,
  failingApplication,
  pipelinedRequests,
  contentLimit,
  endlessUpload,
  jumpingClock,
  leakingAnswers,
  backToIdle,
]
