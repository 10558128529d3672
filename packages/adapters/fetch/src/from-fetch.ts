import { andThen } from '@tsgi/message'
import type { Application, HttpRequest, HttpResponse } from '@tsgi/spec'
import { FetchContext } from './fetch-context.ts'
import { ReceivedFetch, fetchHostOf } from './fetch-host.ts'
import { fetchFunction } from './handler.ts'
import type { FetchHandler } from './handler.ts'
import { nativeHeaders } from './light-headers.ts'
import { LightRequest } from './light-request.ts'
import { lightenResponses } from './light-response.ts'
import { openNativeDoors } from './native-doors.ts'
import { nativeRequest } from './native-request.ts'
import { remember } from './request-of.ts'
import { requestUrl } from './request-url.ts'
import { readResponse } from './read-response.ts'

/** How a fetch handler is called. */
export interface FromFetchOptions {
  /**
   * Second argument of the handler: a value, or a function that makes one for each request. Default: what the host of
   * `toFetch` gave, else an empty object.
   */
  env?: object | ((request: HttpRequest) => unknown)
  /**
   * Whether `request.url` has the base path of a mount: for handlers that know where they are mounted. Default false:
   * below `mount('/blog', …)` the handler sees `/posts` where the client asked for `/blog/posts`.
   */
  keepBasePath?: boolean
  /**
   * Whether requests and responses are the runtime's own from the start and no global is touched, with which a small exchange
   * costs about twice as much. Default false: native ones are made when something is asked that only they can tell.
   */
  native?: boolean
}

/**
 * Makes an application of a fetch handler: a function from `Request` to `Response`, or an object with such a function as
 * `fetch`, as apps of Hono and h3, servers of srvx and the default exports of Workers are.
 * @throws TypeError when it is neither
 */
export function fromFetch(handler: FetchHandler, options: FromFetchOptions = {}): Application {
  const { env, keepBasePath = false, native = false } = options
  const fetch = fetchFunction(handler)
  const envOf = typeof env === 'function' ? (env as (request: HttpRequest) => unknown) : () => env
  if (!native) {
    openNativeDoors()
    lightenResponses()
  }
  const makeRequest = native ? nativeFor : lightFor

  return (request) => {
    const { method, exchange } = request
    if (isRefused(method)) return NOT_IMPLEMENTED
    const url = requestUrl(request, keepBasePath)
    if (url === undefined) return BAD_REQUEST
    const host = fetchHostOf(request)
    const received = host === undefined ? undefined : receivedRequest(request, url)
    const seen = received ?? makeRequest(request, url)
    const context = (host?.context as FetchContext | undefined) ?? new FetchContext(exchange)
    const answer = fetch(seen, envOf(request) ?? host?.env ?? {}, context)
    return andThen(answer, (response) => readResponse(response, method))
  }
}

const BAD_REQUEST: HttpResponse = Object.freeze({ status: 400, headers: {}, body: null })
const NOT_IMPLEMENTED: HttpResponse = Object.freeze({ status: 501, headers: {}, body: null })

/** Methods that `Request` refuses, in any case, and spellings that it would change. */
const REFUSED = new Set(['CONNECT', 'TRACE', 'TRACK'])
const CHANGED = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'])

/** @see https://fetch.spec.whatwg.org/#methods */
function isRefused(method: string): boolean {
  if (CHANGED.has(method)) return false
  const upper = method.toUpperCase()
  return REFUSED.has(upper) || CHANGED.has(upper)
}

/** The host's own request, where it says what the application was told: it may be able to do more. */
function receivedRequest(request: HttpRequest, url: string): Request | undefined {
  const received = ReceivedFetch.requestOf(request)
  return received?.url === url ? remember(received, request) : undefined
}

function nativeFor(request: HttpRequest, url: string): Request {
  return remember(nativeRequest(request, url, nativeHeaders(request.headers)), request)
}

function lightFor(request: HttpRequest, url: string): Request {
  return new LightRequest(request, url) as unknown as Request
}
