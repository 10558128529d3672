import type { RequestInit } from '@tsgi/testing'

/** The boundary of content that is written here. */
export const BOUNDARY: string = 'x-boundary'

/** A request with multipart content. */
export function multipart(body: RequestInit['body'], boundary: string = BOUNDARY): RequestInit {
  return { headers: { 'content-type': `multipart/form-data; boundary=${boundary}` }, body: body ?? null }
}

/** Content of parts, each with the lines of its head. */
export function content(
  ...parts: ReadonlyArray<readonly [head: string | readonly string[], content: string]>
): string {
  const written = parts.map(
    ([head, text]) => `--${BOUNDARY}\r\n${[head].flat().join('\r\n')}\r\n\r\n${text}\r\n`,
  )
  return `${written.join('')}--${BOUNDARY}--\r\n`
}

/** The head of a field. */
export function field(name: string): string {
  return `Content-Disposition: form-data; name="${name}"`
}

/** The head of a file. */
export function file(name: string, filename: string, type = 'text/plain'): string[] {
  return [`Content-Disposition: form-data; name="${name}"; filename="${filename}"`, `Content-Type: ${type}`]
}
