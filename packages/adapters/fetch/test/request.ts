import type { Exchange, HttpRequest, Outcome } from '@tsgi/spec'

/** A request as a server would make it. */
export function httpRequest(parts: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'GET',
    scheme: 'http',
    authority: 'a.example',
    basePath: '',
    path: '/',
    query: '',
    httpVersion: '1.1',
    headers: recordOf({ host: 'a.example', ...parts.headers }),
    body: null,
    remote: { address: '203.0.113.7', port: 50_000 },
    state: {},
    exchange: exchange(),
    ...(({ headers: _headers, ...rest }) => rest)(parts),
  }
}

function recordOf(fields: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.assign(Object.create(null) as Record<string, string | undefined>, fields)
}

/** Content in the given pieces; can be read once. */
export function content(...pieces: readonly string[]): AsyncIterable<Uint8Array> {
  return (async function* () {
    for (const piece of pieces) yield new TextEncoder().encode(piece)
  })()
}

function exchange(): Exchange {
  const { signal } = new AbortController()
  return {
    server: { name: 'test', version: '0', spec: '1.0', runtime: 'test' },
    signal,
    onFinish: (_callback: (outcome: Outcome) => void) => {},
    waitUntil: (_work: Promise<unknown>) => {},
  }
}
