import type { Application, Awaitable, HttpRequest, HttpResponse } from '@tsgi/spec'

/**
 * Calls an application; what it throws through the client's fault is answered here as a server would (SPEC ERR-3). The
 * server's answer would lack the fields that let a page read it, and the page would see a failing network instead of a 413.
 * All other errors are the server's to report, so they pass.
 */
export function answerClientFaults(application: Application, request: HttpRequest): Awaitable<HttpResponse> {
  try {
    const response = application(request)
    return isPromise(response) ? response.catch(answerFault) : response
  } catch (error) {
    return answerFault(error)
  }
}

function isPromise(response: Awaitable<HttpResponse>): response is Promise<HttpResponse> {
  return typeof (response as Partial<Promise<unknown>> | undefined)?.catch === 'function'
}

function answerFault(error: unknown): HttpResponse {
  const status = clientFaultStatus(error)
  if (status === undefined) throw error
  return { status, headers: {}, body: null }
}

/** Never throws: what was thrown may be a proxy or have throwing getters. */
function clientFaultStatus(error: unknown): number | undefined {
  try {
    const { expose, status } = Object(error) as { expose?: unknown; status?: number }
    const isClientError = Number.isInteger(status) && status! >= 400 && status! <= 499
    return expose === true && isClientError ? status : undefined
  } catch {
    return undefined
  }
}
