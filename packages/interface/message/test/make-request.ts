import type { HttpRequest } from '@tsgi/spec'

/** A GET of `/`, as a server would make it, with the members that a test cares about. */
export function makeRequest(members: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'GET',
    scheme: 'http',
    authority: 'example.com',
    basePath: '',
    path: '/',
    query: '',
    httpVersion: '1.1',
    headers: {},
    body: null,
    remote: { address: '192.0.2.1', port: 50_000 },
    state: Object.freeze({}),
    exchange: {
      server: { name: 'test', version: '1.0.0', spec: '1.0', runtime: 'test' },
      signal: new AbortController().signal,
      onFinish() {},
      waitUntil() {},
    },
    ...members,
  }
}

/** A request with content in these chunks. Text becomes bytes; each is delivered on its own. */
export function makeUpload(
  headers: HttpRequest['headers'],
  ...chunks: Array<string | Uint8Array>
): HttpRequest {
  return makeRequest({ method: 'POST', headers, body: contentOf(chunks) })
}

async function* contentOf(chunks: Array<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
}
