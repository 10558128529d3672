export { client } from './client.ts'
export type { Answer, AnswerHead, Client, ClientOptions, StreamedAnswer } from './client.ts'
export type { RequestInit, UploadChunk } from './incoming-request.ts'
export { conformanceApplication, conformanceCases, httpSender, reasonToSkip, runCase } from './suite/index.ts'
export type {
  CaseApplication,
  ConformanceCase,
  Expected,
  Feature,
  HttpAddress,
  HttpSenderOptions,
  Limitations,
  Observer,
  Probe,
  Send,
  SuiteAnswer,
  SuiteRequest,
} from './suite/index.ts'
