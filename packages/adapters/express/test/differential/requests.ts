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
export function post(target: string, content: string, type = '', fields: Fields = {}): string {
  const about = { 'Content-Type': type, 'Content-Length': String(content.length) }
  return request('POST', target, { ...about, ...fields }, content)
}

/** A POST of JSON. */
export function postJson(target: string, content: string, fields: Fields = {}): string {
  return post(target, content, 'application/json', fields)
}

/** A POST of a form. */
export function postForm(target: string, content: string, fields: Fields = {}): string {
  return post(target, content, 'application/x-www-form-urlencoded', fields)
}

/** A POST with content in chunks. */
export function postChunks(
  target: string,
  chunks: readonly string[],
  type: string,
  fields: Fields = {},
): string {
  const sized = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
  const about = { 'Content-Type': type, 'Transfer-Encoding': 'chunked' }
  return request('POST', target, { ...about, ...fields }, `${sized.join('')}0\r\n\r\n`)
}

/**
 * A POST of parts, as a form with files makes them.
 * @param parts of `content-disposition`, what comes after `form-data; `, and the content
 */
export function postParts(target: string, parts: ReadonlyArray<readonly [string, string]>): string {
  const texts = parts.map(
    ([disposition, content]) =>
      `--XX\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`,
  )
  return post(target, `${texts.join('')}--XX--\r\n`, 'multipart/form-data; boundary=XX')
}

/** Any request of HTTP/1.1. An empty value leaves a field out: `{ Connection: '' }`. */
export function request(method: string, target: string, fields: Fields = {}, content = ''): string {
  const lines = Object.entries({ Host: 'express.example:8080', Connection: 'close', ...fields })
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${content}`
}
