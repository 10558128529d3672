import { quote } from '@tsgi/fields/token'

/**
 * Writes a `content-disposition` that makes browsers save under a name, whatever is in it:
 * `serveStatic('files', { headers: ({ name }) => ({ 'content-disposition': attachment(name) }) })`.
 * @param name file name; what precedes the last slash is left out
 * @see RFC 6266 §4, RFC 8187 §3.2
 */
export function attachment(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1)
  const plain = base.replace(/[^\x20-\x7e]|[%"\\]/gu, '_')
  const isPlain = plain === base
  return `attachment; filename=${quote(plain)}${isPlain ? '' : `; filename*=UTF-8''${extended(base)}`}`
}

/** `attr-char` has fewer signs than a URI component. */
function extended(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '_')).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
