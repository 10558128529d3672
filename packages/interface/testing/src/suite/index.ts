export type {
  CaseApplication,
  ConformanceCase,
  Expected,
  Feature,
  Limitations,
  Observer,
  Probe,
} from './case.ts'
export { conformanceApplication } from './conformance-application.ts'
export { conformanceCases } from './cases/index.ts'
export { httpSender } from './http/http-sender.ts'
export { HTTP2_LIMITATIONS, http2Sender } from './http/http2-sender.ts'
export type { HttpAddress, SenderOptions } from './http/open-socket.ts'
export { reasonToSkip, runCase } from './run-case.ts'
export type { Send, SuiteAnswer, SuiteRequest } from './send.ts'
