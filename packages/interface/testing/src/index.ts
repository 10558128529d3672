export { client } from './client.ts'
export type { Answer, AnswerHead, Client, ClientOptions, StreamedAnswer } from './client.ts'
export type { RequestInit, UploadChunk } from './incoming-request.ts'
