import { isKey, writeString } from './structured-fields.ts'

/** Features of browsers that a policy is about, as far as they are known; others may be named as well. */
export type PermissionsFeature =
  | 'accelerometer'
  | 'attribution-reporting'
  | 'autoplay'
  | 'bluetooth'
  | 'browsing-topics'
  | 'camera'
  | 'clipboard-read'
  | 'clipboard-write'
  | 'compute-pressure'
  | 'cross-origin-isolated'
  | 'display-capture'
  | 'encrypted-media'
  | 'fullscreen'
  | 'gamepad'
  | 'geolocation'
  | 'gyroscope'
  | 'hid'
  | 'identity-credentials-get'
  | 'idle-detection'
  | 'keyboard-map'
  | 'local-fonts'
  | 'local-network-access'
  | 'magnetometer'
  | 'microphone'
  | 'midi'
  | 'otp-credentials'
  | 'payment'
  | 'picture-in-picture'
  | 'publickey-credentials-create'
  | 'publickey-credentials-get'
  | 'screen-wake-lock'
  | 'serial'
  | 'storage-access'
  | 'sync-xhr'
  | 'unload'
  | 'usb'
  | 'web-share'
  | 'window-management'
  | 'xr-spatial-tracking'

/** Who may use a feature: `'*'` for all, or an array of `'self'` and origins; empty: nobody. */
export type Allowlist = '*' | ReadonlyArray<'self' | (string & {})>

/** Features, each with who may use it; `false` leaves one of the preset out. */
export type PermissionsPolicy = Readonly<
  Partial<Record<PermissionsFeature | (string & {}), Allowlist | false>>
>

/**
 * Writes `permissions-policy`: `camera=(), fullscreen=(self "https://player.example.com")`.
 * @returns `''` when nothing is left
 * @throws TypeError that names the feature and what is wrong
 * @see Permissions Policy §5.2, RFC 9651
 */
export function writePermissions(policy: PermissionsPolicy): string {
  return Object.entries(policy).flatMap(writeFeature).join(', ')
}

function writeFeature([feature, allowed]: [string, Allowlist | false | undefined]): string[] {
  if (!isKey(feature)) {
    throw new TypeError(`permissionsPolicy has names such as 'display-capture', got '${feature}'`)
  }
  if (allowed === false || allowed === undefined) return []
  if (allowed === '*') return [`${feature}=*`]
  const path = `permissionsPolicy.${feature}`
  if (!Array.isArray(allowed))
    throw new TypeError(`${path} is '*' or an array, got ${JSON.stringify(allowed)}`)
  return [`${feature}=(${allowed.map((origin: unknown) => writeOrigin(path, origin)).join(' ')})`]
}

function writeOrigin(path: string, origin: unknown): string {
  if (origin === 'self') return 'self'
  const text = typeof origin === 'string' && isOrigin(origin) ? writeString(origin) : undefined
  if (text !== undefined) return text
  throw new TypeError(
    `${path} has 'self' (without further quotes) and origins, got ${JSON.stringify(origin)}`,
  )
}

/** An origin, also with `*.` in front of its host. */
function isOrigin(text: string): boolean {
  const plain = text.replace('://*.', '://')
  return URL.canParse(plain) && new URL(plain).origin === plain
}
