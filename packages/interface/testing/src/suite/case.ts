import type { Awaitable, HttpRequest, HttpResponse } from '@tsgi/spec'
import type { Send, SuiteAnswer, SuiteRequest } from './send.ts'

/** What a way in may lack by its nature, because the protocol or the program in front has not got it. */
export type Feature =
  /** The application runs on Node: it answers with Node's own streams and files. */
  | 'node'
  /** All requests meet one process, so that the application can be asked later what it saw. Not so with CGI. */
  | 'observation'
  /** Content of answers goes out as it is produced. */
  | 'streaming'
  /** Content of requests comes in as it is sent. */
  | 'upload-streaming'
  /** An answer may begin while the content of the request is still coming. */
  | 'full-duplex'
  /** Content of requests without a length, in chunks. */
  | 'chunked-request'
  /** The application hears of a client that leaves. */
  | 'client-abort'
  /** A client can tell an answer that was cut off from one that ended. */
  | 'cut-off'
  /** `expect: 100-continue` is answered when the application reads, not before. */
  | 'expect-continue'
  /** Informational answers, such as 103. */
  | 'informational'
  /** Trailers of answers. */
  | 'trailers'
  /** Changing the protocol. */
  | 'upgrade'
  /** Clients that speak HTTP/1.0 are seen as such. */
  | 'http/1.0'
  /** Any token is a method. */
  | 'any-method'
  /** Any token is a field name, those with `_` among them. */
  | 'any-field-name'
  /** The octets of the path arrive as they were sent: dot segments, `//`, `%2F`, `%00`. */
  | 'raw-target'
  /** Targets that are no path: absolute, `*`, and the authority of CONNECT. */
  | 'target-forms'
  /** Malformed requests come through to where the suite can see them refused. */
  | 'malformed-requests'

/** What a way in cannot do, each with the reason. */
export interface Limitations {
  /** Features that it has not got by its nature. */
  readonly lacks: Readonly<Partial<Record<Feature, string>>>
  /** Single cases, by id, in which it differs without lacking a feature. */
  readonly exceptions: Readonly<Record<string, string>>
}

/**
 * What a case runs inside: an application that gets a probe besides the request. The server knows nothing of it; it calls
 * the one application made by `conformanceApplication`.
 */
export type CaseApplication = (request: HttpRequest, probe: Probe) => Awaitable<HttpResponse>

/** The application's side of the journal of one run. */
export interface Probe {
  /** Writes an event down, with a value that JSON can hold. */
  readonly record: (event: string, value?: unknown) => void
  /** The value of an event, as soon as either side has recorded it. Rejects after five seconds. */
  readonly wait: (event: string) => Promise<unknown>
  /** The arguments that the server called the application with. */
  readonly received: readonly unknown[]
  /** Properties of the application that the server has read. */
  readonly propertiesRead: readonly string[]
}

/** The suite's side of the journal of one run; it travels over HTTP, so that both may live in different processes. */
export interface Observer {
  /** Writes an event down, for the application to wait for. */
  record(event: string): Promise<void>
  /** The value of an event, as soon as it has been recorded. Rejects after five seconds. */
  wait(event: string): Promise<unknown>
  /** Names of all events so far, in order. */
  events(): Promise<string[]>
}

/** What an answer must be. Members that are left out have the value told. */
export interface Expected {
  /** Default 200. */
  status?: number
  /** Field lines by lower-case name; `null`: there is no such field. Fields not named are not looked at. */
  headers?: Readonly<Record<string, string | readonly string[] | null>>
  /** Content as UTF-8. Default: not looked at. */
  text?: string
  /** Content in bytes. Default: not looked at. */
  bytes?: Uint8Array
  /** Content, parsed as JSON. Default: not looked at. */
  json?: unknown
  /** Whether the answer came to its end; `false`: it was cut off, visibly. Default true. */
  complete?: boolean
  /** Statuses of the informational answers before it. Default none. */
  informational?: readonly number[]
  /** Trailers. Default none. */
  trailers?: Readonly<Record<string, string>>
  /** Events that the application records sooner or later, with their values. */
  recorded?: Readonly<Record<string, unknown>>
  /** Events that the application has not recorded when all of `recorded` has happened. */
  unrecorded?: readonly string[]
}

/** A request, and what must come back. */
interface Single {
  /** The request; its target is below the case's mount. Default: GET, the mount and `/`. */
  readonly request?: SuiteRequest
  /** What must come back. */
  readonly expect: Expected | ((answer: SuiteAnswer, observer: Observer) => void | Promise<void>)
}

/** Several requests, or requests with something to do on the way. */
interface Scripted {
  /** Sends requests and asserts; `send` is bound to the case and the run. */
  readonly script: (send: Send, observer: Observer) => Promise<void>
}

/** One entry of the suite: an application, a request and what must come of it. */
export type ConformanceCase = {
  /** Name in kebab-case, unique: first segment of the path. */
  readonly id: string
  /** Ids of the rules of SPEC.md that it shows. */
  readonly rules: readonly string[]
  /** What a way in must have for it. Default nothing. */
  readonly needs?: readonly Feature[]
  /** The target goes out as it is written, not below `/<id>`. */
  readonly atRoot?: boolean
  /** What answers. */
  readonly application: CaseApplication
} & (Single | Scripted)
