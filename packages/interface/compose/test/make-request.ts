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
