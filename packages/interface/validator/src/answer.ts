import type { HttpRequest, HttpResponse } from '@tsgi/spec'

/** What the application returned, beside the request that it was for. */
export interface Answer {
  readonly request: HttpRequest
  readonly response: HttpResponse
}
