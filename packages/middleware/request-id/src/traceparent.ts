/*
 * The id of a trace, by W3C Trace Context Level 2 §3.2.2. Later versions may go on behind a hyphen; 00 ends where it ends.
 *
 *     traceparent = version "-" trace-id "-" parent-id "-" trace-flags
 *     version     = 2HEXDIGLC    ; ff is forbidden
 *     trace-id    = 32HEXDIGLC   ; all zeroes is forbidden
 *     parent-id   = 16HEXDIGLC   ; all zeroes is forbidden
 *     trace-flags = 2HEXDIGLC
 */

const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:$|-)/
const LENGTH_OF_00 = 55

/**
 * Reads the trace-id of a `traceparent`.
 * @param value the field value, e.g. `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`
 * @returns 32 hexadecimal digits in lower case; `undefined` when the value is malformed
 */
export function traceIdOf(value: string): string | undefined {
  if (value.startsWith('00') && value.length !== LENGTH_OF_00) return undefined
  return TRACEPARENT.exec(value)?.[1]
}
