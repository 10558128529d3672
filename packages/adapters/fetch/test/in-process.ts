import { Buffer } from 'node:buffer'
import type { Send, SuiteAnswer, SuiteRequest } from '@tsgi/testing'
import type { ServedFetch } from '../src/index.ts'

/** Sends requests of the suite as a fetch host does: a `Request` in, a `Response` out. */
export function inProcessSender(handler: ServedFetch): Send {
  return async (sent) => {
    const response = await handler(requestOf(sent))
    return receive(response, sent)
  }
}

function requestOf(sent: SuiteRequest): Request {
  const { method = 'GET', target = '/', host, headers = [], body, framing, signal } = sent
  const url = `http://${host ?? 'conformance.test'}${target}`
  const init = { method, headers: fieldsOf(headers), ...(signal && { signal }) }
  if (body === undefined) return new Request(url, init)
  if (Array.isArray(body) && framing === undefined) init.headers.set('content-length', String(lengthOf(body)))
  return new Request(url, { ...init, body: streamOf(body, framing === 'none'), duplex: 'half' })
}

function lengthOf(pieces: ReadonlyArray<string | Uint8Array>): number {
  return pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0)
}

/** As a host makes them of the lines it has read. */
function fieldsOf(lines: ReadonlyArray<readonly [name: string, value: string]>): Headers {
  const headers = new Headers()
  for (const [name, value] of lines) headers.append(name, value)
  return headers
}

/** Content whose end is left open never ends. */
function streamOf(body: NonNullable<SuiteRequest['body']>, isOpen: boolean): ReadableStream<Uint8Array> {
  const pieces = (async function* () {
    for await (const piece of body) yield new Uint8Array(Buffer.from(piece as Uint8Array))
    if (isOpen) await new Promise(() => {})
  })()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    },
  })
}

/** What a host adds. */
function dateOf({ headers }: Response): Array<[string, string]> {
  return headers.has('date') ? [] : [['date', new Date().toUTCString()]]
}

async function receive(response: Response, { onArrival, signal }: SuiteRequest): Promise<SuiteAnswer> {
  let answer: SuiteAnswer = {
    // A host that hears of a client that left sends nothing.
    status: signal?.aborted === true ? null : response.status,
    headers: [...dateOf(response), ...response.headers],
    body: new Uint8Array(),
    trailers: [],
    informational: [],
    complete: false,
  }
  await onArrival?.(answer)
  const reader = response.body?.getReader()
  signal?.addEventListener('abort', () => void reader?.cancel().catch(() => {}))
  if (signal?.aborted === true) void reader?.cancel().catch(() => {})
  try {
    for (let step = await reader?.read(); step?.done === false; step = await reader?.read()) {
      answer = { ...answer, body: Buffer.concat([answer.body, step.value]) }
      await onArrival?.(answer)
    }
  } catch {
    return answer
  }
  return { ...answer, complete: signal?.aborted !== true }
}
