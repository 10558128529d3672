import type { RequestHeaders } from '@tsgi/spec'

/**
 * Whether fields of a proxy say that its client asked over HTTPS. `forwarded()` leaves none that contradict the scheme of
 * the request, so that where one does nobody has looked at them.
 */
export function claimsHttps(headers: RequestHeaders): boolean {
  return CLAIMS.some(([name, isClaim]) => isClaim((headers[name] ?? '').toLowerCase()))
}

/** A list has the nearest proxy at its end. */
const isHttps = (value: string): boolean => value.endsWith('https') || value.endsWith('wss')
const isOn = (value: string): boolean => value === 'on'

const CLAIMS: ReadonlyArray<readonly [name: string, isClaim: (value: string) => boolean]> = [
  ['x-forwarded-proto', isHttps],
  ['x-forwarded-scheme', isHttps],
  ['x-forwarded-protocol', isHttps],
  ['x-forwarded-ssl', isOn],
  ['front-end-https', isOn],
  ['forwarded', (value) => value.includes('proto=https') || value.includes('proto="https"')],
]
