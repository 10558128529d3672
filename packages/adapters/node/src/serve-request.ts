import { ServerResponse } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { ExchangeAborted, runExchange } from '@tsgi/exchange'
import type { Gateway, IncomingRequest } from '@tsgi/exchange'
import { splitList } from '@tsgi/fields/list'
import type { HttpRequest } from '@tsgi/spec'
import { nodeContent } from './node-content.ts'
import type { Request, Response } from './internals.ts'
import type { NodeExtension } from './node-extension.ts'
import { NodeTransport } from './node-transport.ts'
import type { AnyResponse } from './node-transport.ts'
import { hasContent, readRequest, upgradeOffers } from './read-request.ts'
import type { ReadRequest } from './read-request.ts'
import { passOn } from './shared-request.ts'
import { UpgradeTransport } from './upgrade-transport.ts'

/** Runs an exchange for a request of Node. */
export function serveRequest(
  gateway: Gateway,
  req: IncomingMessage,
  res: ServerResponse,
  isLenient: boolean,
): void {
  const incoming = readIncoming(req, res, isLenient)
  if (incoming === undefined) return refuse(res)
  const transport = new NodeTransport(res, takesTrailers(incoming), extensionOf(req, res, incoming))
  run(gateway, incoming, transport, res)
}

/** What an exchange gets of a request of Node; `undefined`: it is not in order. */
export function readIncoming(
  req: IncomingMessage,
  res: ServerResponse,
  isLenient: boolean,
): IncomingRequest | undefined {
  const read = readRequest(req, isLenient)
  if (read === undefined) return undefined
  if (!hasContent(read, req)) return { ...read, body: null }
  return { ...read, ...nodeContent(req, read.headers, () => sendContinue(req, res)) }
}

/** Runs an exchange until its end, or that of what it answers on. */
export function run(
  gateway: Gateway,
  incoming: IncomingRequest,
  transport: NodeTransport,
  closing: Duplex | ServerResponse,
): void {
  const exchange = runExchange(gateway, incoming, transport)
  if (transport.isFinished) return
  transport.exchange = exchange
  closing.once('close', () => {
    // Otherwise whoever waits for that hears of it at the same time.
    if (!transport.isFlushed) transport.exchange?.abort(new ExchangeAborted('CLIENT_LEFT', 'The client left'))
  })
}

/** Runs an exchange for a request that a server of Node has given its connection up for. */
export function serveUpgrade(
  gateway: Gateway,
  req: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  isLenient: boolean,
): void {
  socket.on('error', () => {}) // 'close' follows
  const res = new ServerResponse(req)
  res.shouldKeepAlive = false
  res.assignSocket(socket as Socket)
  res.on('finish', () => (socket as Socket).destroySoon())
  const read = readRequest(req, isLenient)
  if (read === undefined) return refuse(res)
  const transport = new UpgradeTransport(res, socket as Socket, head, extensionOf(req, res, read))
  const upgrade = upgradeOffers(read)
  const incoming: IncomingRequest = { ...read, body: null, ...(upgrade && { upgrade }) }
  run(gateway, incoming, transport, socket)
}

/** The client's fault: answered without the application. */
export function refuse(res: ServerResponse): void {
  res.statusCode = 400
  if (res.req.httpVersionMajor === 1) res.setHeader('connection', 'close')
  res.setHeader('content-length', 0)
  res.end()
}

/** Whether trailers reach the client (SPEC TRAIL-1). */
export function takesTrailers({ headers, httpVersion }: ReadRequest): boolean {
  if (httpVersion === '1.0') return false
  if (httpVersion !== '1.1') return true
  const te = headers['te']
  return te !== undefined && (splitList(te) ?? []).some((coding) => coding.toLowerCase() === 'trailers')
}

/** Sends 100 where it was left to us: by a listener of 'checkContinue'. */
function sendContinue(req: IncomingMessage, res: ServerResponse): void {
  const { stream } = res as AnyResponse
  const isOwed =
    stream === undefined
      ? owesContinue(res as unknown as Response)
      : req.headers.expect === '100-continue' && (stream.sentInfoHeaders?.length ?? 0) === 0
  if (isOwed) res.writeContinue()
}

/** What bridged listeners find below; HTTP/2 has no socket that they could use. */
export function extensionOf(
  req: IncomingMessage,
  res: ServerResponse,
  read: ReadRequest,
): NodeExtension | undefined {
  if (req.httpVersionMajor !== 1) return undefined
  // As they are now: the request may come to tell others.
  const { rawHeaders } = req
  return {
    socket: req.socket,
    ...keepAliveOf(res as unknown as Response),
    rawHeaders: (request) => (request.headers === read.headers ? [...rawHeaders] : undefined),
    target: (request) => (isSameTarget(request, read) ? req.url : undefined),
    message: (request) => (isSame(request, read) && !req.readableEnded ? req : undefined),
    passOn: (to) => passOn(req as Request, to),
  }
}

/** Content is another matter: Node tells of it outside the async context in which a listener reads. */
function isSame(request: HttpRequest, read: ReadRequest): boolean {
  const isSameHead = request.method === read.method && request.headers === read.headers
  const isSameClient = request.remote === read.remote && request.scheme === read.scheme
  return isSameHead && isSameClient && request.body === null && isSameTarget(request, read)
}

function owesContinue({ _expect_continue: isExpected, _sent100: isSent }: Response): boolean {
  return isExpected && !isSent
}

/** What Node would say of the connection; nothing where that is still to be decided. */
function keepAliveOf(res: Response): Pick<NodeExtension, 'keepAliveMs'> {
  if (owesContinue(res) || (res._maxRequestsPerSocket ?? 0) > 0) return {}
  return { keepAliveMs: res.shouldKeepAlive ? res._keepAliveTimeout : null }
}

function isSameTarget(request: HttpRequest, read: ReadRequest): boolean {
  return request.path === read.path && request.query === read.query && request.basePath === read.basePath
}
