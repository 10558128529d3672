export { client } from './client.ts'
export type { Answer, AnswerHead, Client, ClientOptions, StreamedAnswer } from './client.ts'
export type { RequestInit, UploadChunk } from './incoming-request.ts'
export type { FormFields, FormFile, MultipartFields } from './form-content.ts'
export { assertJson } from './assert-json.ts'
export type { JsonExpectation } from './assert-json.ts'
export { routeTable } from './route-table.ts'
export type { ListedRoute } from './route-table.ts'
export {
  conformanceApplication,
  conformanceCases,
  HTTP2_LIMITATIONS,
  http2Sender,
  httpSender,
  reasonToSkip,
  runCase,
} from './suite/index.ts'
export type {
  CaseApplication,
  ConformanceCase,
  Expected,
  Feature,
  HttpAddress,
  Limitations,
  Observer,
  Probe,
  Send,
  SenderOptions,
  SuiteAnswer,
  SuiteRequest,
} from './suite/index.ts'
