type Fields = Readonly<Record<string, string>>

/** A GET, after which the connection is closed. */
export function get(target: string, fields: Fields = {}): string {
  return request('GET', target, fields)
}

/** A HEAD, after which the connection is closed. */
export function head(target: string, fields: Fields = {}): string {
  return request('HEAD', target, fields)
}

/** A POST with content that is announced by its length. */
export function post(target: string, content: string, fields: Fields = {}): string {
  return request('POST', target, { 'content-length': String(content.length), ...fields }, content)
}

/** A POST with content in chunks. */
export function postChunks(target: string, chunks: readonly string[], fields: Fields = {}): string {
  const sized = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
  return request('POST', target, { 'transfer-encoding': 'chunked', ...fields }, `${sized.join('')}0\r\n\r\n`)
}

/** Any request of HTTP/1.1. An empty value leaves a field out: `{ connection: '' }`. */
export function request(method: string, target: string, fields: Fields = {}, content = ''): string {
  const lines = Object.entries({ Host: 'koa.example:8080', Connection: 'close', ...fields })
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${content}`
}
