/*
 * Middleware of Node tells what is further in by properties of `req`: `req.user`, `req.session`, `req.body`. So an
 * exchange has one request of Node, which bridged layers further in find in the state of theirs and go on with.
 */
import type { Socket } from 'node:net'
import { stateKey } from '@tsgi/message'
import type { StateKey } from '@tsgi/message'
import type { HttpRequest } from '@tsgi/spec'
import { describe } from './incoming.ts'
import type { Incoming } from './incoming.ts'
import type { Request } from './internals.ts'
import { nodeExtension } from './node-extension.ts'
import { CONTENT_PROPERTIES } from './replace-content.ts'

/** A request of Node, and the request that it tells at present. */
export interface SharedRequest {
  readonly incoming: Incoming
  readonly request: HttpRequest
}

const shared: StateKey<SharedRequest> = stateKey('tsgi.node-request')

/** A derived request in which layers further in find the request of Node. */
export function share(request: HttpRequest, incoming: Incoming): HttpRequest {
  return shared.set(request, { incoming, request })
}

/** The request of Node that an outer layer has made; `undefined`: there is none. */
export function sharedRequest(request: HttpRequest): SharedRequest | undefined {
  return shared.get(request)
}

/**
 * Lets a request of Node tell what a request says that was derived from the one it told before.
 * @param told the request that it tells now
 * @param socket tells what the derived request tells of its client
 * @returns lets it tell again what it told
 */
export function retell(req: Request, told: HttpRequest, request: HttpRequest, socket: Socket): () => void {
  if (isSameMessage(request, told) && socket === req.socket) return nothing
  const { url, method, headers, rawHeaders, socket: before } = req
  req.socket = socket
  if (!isSameMessage(request, told)) describe(req, request, nodeExtension(request))
  return () => Object.assign(req, { url, method, headers, rawHeaders, socket: before })
}

function isSameMessage(request: HttpRequest, told: HttpRequest): boolean {
  const isSameTarget = request.path === told.path && request.query === told.query
  const isAlike = request.method === told.method && (request.body === null) === (told.body === null)
  return isSameTarget && isAlike && request.headers === told.headers
}

function nothing(): void {}

/** Properties that others have set on a request of Node, put on another one. */
export function passOn(from: Request, to: Request): void {
  for (const key of Reflect.ownKeys(from)) {
    if (!Object.hasOwn(to, key) && !CONTENT_PROPERTIES.has(key))
      Object.defineProperty(to, key, Object.getOwnPropertyDescriptor(from, key)!)
  }
}
