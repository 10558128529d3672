import { forwarded } from '@tsgi/forwarded'
import { text } from '@tsgi/message'
import type { Application, HttpResponse } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import type { ValidationError } from '@tsgi/validator'

type Fields = Readonly<Record<string, string | undefined>>

/** What the application tells about a request. */
export interface Told {
  readonly method: string
  readonly scheme: string
  readonly authority: string
  readonly target: string
  readonly remote: string | null
  readonly headers: Fields
  /** Before `forwarded` removes what nobody may claim. */
  readonly received: Fields
  readonly content: string
}

/** An application to be asked through a front server. */
export interface Probe {
  readonly application: Application
  /** Lets the streams that wait go on. */
  readonly release: () => void
  /** What the validator found. */
  readonly violations: readonly ValidationError[]
}

/** Makes an application that tells what it was asked, streams, changes the protocol and names files. */
export function probe(fileField: (name: string) => readonly [string, string]): Probe {
  const violations: ValidationError[] = []
  let release = (): void => {}
  const stream = async function* (): AsyncGenerator<string> {
    const released = new Promise<void>((resolve) => (release = resolve))
    yield 'first\n'
    await released
    yield 'last\n'
  }
  const inner: Application = (request) => {
    const { path, headers, exchange } = request
    if (exchange.upgrade?.includes('websocket')) return ECHO
    if (path === '/stream')
      return { status: 200, headers: { 'content-type': 'text/event-stream' }, body: stream() }
    if (path === '/hand-off') {
      const [name, value] = fileField(headers['x-file'] ?? 'report.txt')
      return {
        status: 200,
        headers: {
          'content-type': 'text/x-report',
          'cache-control': 'max-age=60',
          'x-content-type-options': 'nosniff',
          [name]: value,
        },
        body: null,
      }
    }
    return tell(request)
  }
  const application: Application = (request) => {
    const received = { ...request.headers }
    return forwarded({ trust: ['127.0.0.1', 'unix'], take: ['for', 'proto', 'host'] })((derived) =>
      inner({ ...derived, state: { ...derived.state, 'test.received': received } }),
    )(request)
  }
  const check = validator({ onViolation: (error) => violations.push(error) })
  return { application: check(application), release: () => release(), violations }
}

const tell: Application = async (request) => {
  const { method, scheme, authority, basePath, path, query, remote, headers, state } = request
  let content = ''
  const decoder = new TextDecoder()
  for await (const chunk of request.body ?? []) content += decoder.decode(chunk, { stream: true })
  const told: Told = {
    method,
    scheme,
    authority,
    target: basePath + path + (query === '' ? '' : `?${query}`),
    remote: remote === null ? null : remote.address,
    headers: { ...headers },
    received: (state as Record<string, Told['received']>)['test.received']!,
    content,
  }
  return text(JSON.stringify(told))
}

/** Sends back what comes, in the words of no protocol. */
const ECHO: HttpResponse = {
  status: 101,
  // The answer to the key that the client of these tests sends (RFC 6455 §1.3).
  headers: { upgrade: 'websocket', 'sec-websocket-accept': 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' },
  body: null,
  upgrade: async (connection) => {
    const duplex = connection.accept()
    for await (const chunk of duplex.readable) await duplex.write(chunk)
    await duplex.end()
  },
}
