/*
 * Serves files. A request runs through these rooms:
 *
 *   request-path   the path, as names that are safe, or nothing
 *   library        what lies there: from memory, else through lookup and open-file, where links and places are checked
 *   representation one coding of it, with its fields
 *   answer         conditions and ranges: what of it is sent
 *
 * What is in memory and was looked at a moment ago is answered synchronously.
 */
import { parseQualityList } from '@tsgi/fields/accept'
import { andThen, appendHeader, isFallThrough, notFound, redirect, text } from '@tsgi/message'
import type { Application, Awaitable, HttpRequest, HttpResponse } from '@tsgi/spec'
import { answer } from './answer.ts'
import { closeDescriptor } from './descriptor.ts'
import { FileStream } from './file-stream.ts'
import { Library } from './library.ts'
import { list } from './listing.ts'
import { resolveOptions } from './options.ts'
import type { ResolvedOptions, StaticOptions } from './options.ts'
import type { Representation } from './representation.ts'
import { readPath } from './request-path.ts'
import type { Target } from './request-path.ts'
import { release } from './resource.ts'
import type { Resource } from './resource.ts'
import { Root } from './root.ts'

/**
 * An application that serves the files below a folder, or below several, of which the first that has a file serves it.
 *
 * Where there is none it answers a 404 that says "not mine" (SPEC CALL-6), so that it can stand before another
 * application: `cascade(serveStatic('public'), app)`.
 * @param root a path, relative ones from the working directory, or a `file:` URL; several: an array
 * @throws TypeError for a root that is no folder, and for options that are wrong or unknown
 * @see RFC 9110 §8.8, §13, §14
 */
export function serveStatic(
  root: string | URL | ReadonlyArray<string | URL>,
  options: StaticOptions = {},
): Application {
  const roots = (Array.isArray(root) ? (root as ReadonlyArray<string | URL>) : [root as string | URL]).map(
    (each) => new Root(each),
  )
  if (roots.length === 0) throw new TypeError('serveStatic() needs a root')
  const resolved = resolveOptions(options, roots.length)
  const library = new Library(roots, resolved)
  const files: Application = (request) => respond(request, library, resolved)
  return resolved.fallback === undefined ? files : withFallback(files, resolved)
}

function respond(request: HttpRequest, library: Library, options: ResolvedOptions): Awaitable<HttpResponse> {
  const { method, path } = request
  if (method !== 'GET' && method !== 'HEAD') return refuseMethod(request, library, options)
  const resource = library.inMemory(path)
  if (resource !== undefined) return answerWith(request, resource, options)
  if (library.isAbsent(path)) return notFound()
  const target = readPath(path, options)
  return target === undefined ? notFound() : lookUp(request, target, library, options)
}

async function lookUp(
  request: HttpRequest,
  target: Target,
  library: Library,
  options: ResolvedOptions,
): Promise<HttpResponse> {
  const isWanted = request.method === 'GET' && request.headers['range'] === undefined
  const stock = await library.fetch(request.path, target, isWanted)
  switch (stock?.kind) {
    case undefined:
      return notFound()
    case 'redirect':
      return redirectToFolder(request)
    case 'listing':
      return (await list(request, stock.root, stock.names, options)) ?? notFound()
    case 'handOff':
      return stock.response
    case 'file':
      return answerWith(request, stock.resource, options)
  }
}

function answerWith(request: HttpRequest, resource: Resource, options: ResolvedOptions): HttpResponse {
  const representation = choose(request, resource, options)
  if (resource.isKept) return answer(request, representation, options)
  try {
    const response = answer(request, representation, options)
    const { body } = response
    // Closed also where somebody drops the body without closing it.
    if (body instanceof FileStream) request.exchange.onFinish(() => body.destroy())
    return response
  } finally {
    release(resource)
  }
}

/** The coding that the client likes best of those that there are. */
function choose(
  request: HttpRequest,
  { identity, codings }: Resource,
  options: ResolvedOptions,
): Representation {
  if (codings === undefined) return identity
  const preferred = options.preferredCodings(request.headers['accept-encoding'])
  return codings.get(preferred.find((coding) => codings.has(coding)) ?? 'identity')!
}

/** To the same path with a slash behind, on this site whatever the path begins with. */
function redirectToFolder({ basePath, path, query }: HttpRequest): HttpResponse {
  const names = (basePath + path).split('/').filter((name) => name !== '')
  return redirect(`/${names.join('/')}/${query === '' ? '' : `?${query}`}`, 301)
}

async function refuseMethod(
  { path }: HttpRequest,
  library: Library,
  options: ResolvedOptions,
): Promise<HttpResponse> {
  const target = options.passesOtherMethods || library.isAbsent(path) ? undefined : readPath(path, options)
  const found = target && (await library.find(target))
  if (found === undefined) return notFound()
  if (found.kind === 'file') closeDescriptor(found.opened.descriptor)
  return text('Method Not Allowed\n', { status: 405, headers: { allow: 'GET, HEAD' } })
}

/** Answers navigations that lead nowhere with one page. */
function withFallback(files: Application, options: ResolvedOptions): Application {
  const path = `/${options.fallback!.map(encodeURIComponent).join('/')}`
  const page = async (request: HttpRequest): Promise<HttpResponse> =>
    appendHeader(await files({ ...request, path }), 'vary', 'accept')
  return (request) => {
    if (!isNavigation(request, options)) return files(request)
    return andThen(files(request), (response) => (isFallThrough(response) ? page(request) : response))
  }
}

/** Whether a person asks for a page, as opposed to a program for data or a page for its parts. */
function isNavigation({ method, path, headers }: HttpRequest, { types }: ResolvedOptions): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  const mode = headers['sec-fetch-mode']
  if ((mode !== undefined && mode !== 'navigate') || types.isAsset(path.slice(path.lastIndexOf('/') + 1))) {
    return false
  }
  return parseQualityList(headers['accept']).some(({ value, q }) => value === 'text/html' && q > 0)
}
