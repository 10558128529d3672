/** Whether a text is a key of a dictionary. @see RFC 9651 §3.1.2 */
export function isKey(text: string): boolean {
  return /^[a-z*][a-z0-9_.*-]*$/.test(text)
}

/** A string with its quotes, of printable ASCII; `undefined` where there is none for a text. @see RFC 9651 §3.3.3 */
export function writeString(text: string): string | undefined {
  return /^[ -~]*$/.test(text) ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : undefined
}
