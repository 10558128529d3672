import type { Scenario } from '../scenario.ts'
import { backToIdle } from './back-to-idle.ts'
import { brokenDeploy, crashLoop } from './broken-code.ts'
import { certificateReload, certificateReloadInWorkers } from './certificate-reload.ts'
import { closeHttp2UnderLoad, closeSecureUnderLoad, closeUnderLoad } from './close-under-load.ts'
import { compression } from './compression.ts'
import { contentLimit } from './content-limit.ts'
import { endlessUpload } from './endless-upload.ts'
import { failingApplication } from './failing-application.ts'
import { failedHandshakes } from './failed-handshakes.ts'
import { fairness } from './fairness.ts'
import { fewDescriptors } from './few-descriptors.ts'
import { forcedStop } from './forced-stop.ts'
import { gracefulStop } from './graceful-stop.ts'
import { halfHandshakes } from './half-handshakes.ts'
import { http2Floods } from './http2-floods.ts'
import { hungWorker } from './hung-worker.ts'
import { idleConnections, idleSecureConnections } from './idle-connections.ts'
import { jumpingClock } from './jumping-clock.ts'
import { killedWorkers } from './killed-workers.ts'
import { leakingAnswers } from './leaking-answers.ts'
import { oneConnection } from './one-connection.ts'
import { pipelinedRequests } from './pipelined-requests.ts'
import { rollingReload, rollingReloadHttp2 } from './rolling-reload.ts'
import { deafReaders, slowReaders } from './slow-readers.ts'
import { slowContent, slowloris } from './slowloris.ts'
import { soak } from './soak.ts'
import { handOver, recycling } from './taking-over.ts'
import { twoMachines } from './two-machines.ts'
import { twoWorkers } from './two-workers.ts'
import { unixSocket } from './unix-socket.ts'
import { vanishingClients, vanishingHttp2Clients, vanishingSecureClients } from './vanishing-clients.ts'
import { wrongAnswers } from './wrong-answers.ts'

/** All scenarios, in the order of what they show. */
export const SCENARIOS: readonly Scenario[] = [
  rollingReload,
  rollingReloadHttp2,
  gracefulStop,
  closeUnderLoad,
  closeSecureUnderLoad,
  closeHttp2UnderLoad,
  forcedStop,
  killedWorkers,
  crashLoop,
  brokenDeploy,
  hungWorker,
  idleConnections,
  idleSecureConnections,
  slowloris,
  slowContent,
  deafReaders,
  slowReaders,
  fairness,
  soak,
  vanishingClients,
  vanishingSecureClients,
  vanishingHttp2Clients,
  failedHandshakes,
  fewDescriptors,
  oneConnection,
  failingApplication,
  wrongAnswers,
  pipelinedRequests,
  contentLimit,
  endlessUpload,
  compression,
  http2Floods,
  halfHandshakes,
  certificateReload,
  certificateReloadInWorkers,
  jumpingClock,
  handOver,
  unixSocket,
  leakingAnswers,
  recycling,
  twoMachines,
  twoWorkers,
  backToIdle,
]
