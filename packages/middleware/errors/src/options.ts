import type { Awaitable, HttpRequest, HttpResponse } from '@tsgi/spec'
import { isLocal } from './development/local.ts'
import type { Problem } from './problem.ts'

/** How errors are answered and reported. */
export interface ErrorsOptions {
  /**
   * Whether answers show what happened, with stacks, source and the request: `true` for requests to this machine or a private
   * network (see the README), or a function that says `true` of a request. Default `process.env.NODE_ENV === 'development'`.
   */
  development?: boolean | ((request: HttpRequest) => boolean)
  /**
   * Makes your own page of what a client may know, or gives `undefined` for the usual one. Whatever its status, the answer has
   * that of the problem. Not called for what `development` shows. When it throws, that is reported, and the usual page sent.
   */
  render?: (problem: Problem, request: HttpRequest) => Awaitable<HttpResponse | undefined>
  /** Whether what no application took (`notFound()` of @tsgi/message) gets a page as well. Default `true`. */
  notFound?: boolean
  /**
   * Told once of each error that is not all the client's fault. A server is not told any more, because for it the request was
   * answered. Default: prints it to standard error, as servers do.
   */
  onError?: (error: unknown, request: HttpRequest) => void
}

/** Options, checked, with all defaults filled in. */
export interface ResolvedOptions {
  readonly showsMore: (request: HttpRequest) => boolean
  readonly render: (problem: Problem, request: HttpRequest) => Awaitable<HttpResponse | undefined>
  readonly notFound: boolean
  readonly onError: (error: unknown, request: HttpRequest) => void
}

const NAMES: ReadonlySet<string> = new Set<keyof ErrorsOptions>([
  ...(['development', 'render', 'notFound', 'onError'] as const),
])

/**
 * Checks options once.
 * @throws TypeError that names the option, what came and what was expected
 */
export function resolveOptions(options: ErrorsOptions): ResolvedOptions {
  const unknown = Object.keys(options).find((name) => !NAMES.has(name))
  if (unknown !== undefined) throw new TypeError(`Unknown option '${unknown}' of errors()`)
  const {
    development = isDevelopment(),
    render = () => undefined,
    notFound = true,
    onError = printError,
  } = options
  expectType('development', development, ['boolean', 'function'])
  expectType('render', render, ['function'])
  expectType('notFound', notFound, ['boolean'])
  expectType('onError', onError, ['function'])
  const showsMore = typeof development === 'function' ? development : development ? isLocal : () => false
  return { showsMore, render, notFound, onError }
}

/** By a look at the global, because not every runtime has one. */
function isDevelopment(): boolean {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  return process?.env?.['NODE_ENV'] === 'development'
}

function expectType(name: string, value: unknown, types: readonly string[]): void {
  if (types.includes(typeof value)) return
  const got = typeof value === 'string' ? `'${value}'` : value === null ? 'null' : typeof value
  throw new TypeError(`${name} is a ${types.join(' or a ')}, got ${got}`)
}

function printError(error: unknown, request: HttpRequest): void {
  console.error(`tsgi: ${request.method} ${request.basePath}${request.path} failed`)
  console.error(error)
}
