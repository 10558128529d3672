import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import type { SuiteRequest } from '../send.ts'

/**
 * Writes a request as it stands, one octet for each character.
 * @param wanted resolves when the content may go out: `false` means that nobody wants it any more
 */
export async function writeRequest(
  socket: Socket,
  request: SuiteRequest,
  wanted: Promise<boolean>,
): Promise<void> {
  const framing = framingOf(request)
  await write(socket, Buffer.from(head(request, framing), 'latin1'))
  if (request.body === undefined || !(await wanted)) return
  for await (const piece of request.body) {
    if (socket.destroyed) return
    const bytes = Buffer.from(piece)
    await write(socket, framing === 'chunked' ? chunk(bytes) : bytes)
  }
  if (framing === 'chunked') await write(socket, Buffer.from('0\r\n\r\n'))
}

function head(request: SuiteRequest, framing: SuiteRequest['framing']): string {
  const { method = 'GET', target = '/', httpVersion = '1.1', host = 'conformance.test' } = request
  const fields = [...(request.headers ?? [])]
  if (host !== null) fields.unshift(['Host', host])
  if (request.expectContinue === true) fields.push(['Expect', '100-continue'])
  if (framing === 'chunked') fields.push(['Transfer-Encoding', 'chunked'])
  if (framing === 'length') fields.push(['Content-Length', String(lengthOf(request.body))])
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${target} HTTP/${httpVersion}\r\n${lines.join('')}\r\n`
}

function framingOf({ body, framing }: SuiteRequest): SuiteRequest['framing'] {
  if (body === undefined) return 'none'
  return framing ?? (Array.isArray(body) ? 'length' : 'chunked')
}

function lengthOf(body: SuiteRequest['body']): number {
  if (!Array.isArray(body)) throw new TypeError('A length needs a list of pieces')
  return (body as Array<string | Uint8Array>).reduce((sum, piece) => sum + Buffer.byteLength(piece), 0)
}

function chunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
}

/** Writes, and waits until the other side takes more or has gone. */
export async function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  if (socket.destroyed || socket.write(bytes)) return
  await new Promise<void>((resolve) => {
    const goOn = (): void => {
      socket.off('drain', goOn)
      socket.off('close', goOn)
      resolve()
    }
    socket.on('drain', goOn)
    socket.on('close', goOn)
  })
}
