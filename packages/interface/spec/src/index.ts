export type { Application, Awaitable, Middleware, Service } from './application.ts'
export type { Address, HttpRequest, RequestBody, RequestHeaders, State } from './request.ts'
export type {
  ByteDuplex,
  Connection,
  FileBody,
  HttpResponse,
  ResponseBody,
  ResponseHeaders,
} from './response.ts'
export type { Exchange, Outcome, ServerInfo } from './exchange.ts'
