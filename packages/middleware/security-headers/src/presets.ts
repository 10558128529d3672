import type { ContentSecurityPolicy } from './content-security-policy.ts'
import type { SecurityHeadersOptions } from './options.ts'
import type { PermissionsPolicy } from './permissions-policy.ts'
import type { StrictTransportSecurity } from './strict-transport-security.ts'

/**
 * Where to begin: `'default'` for most sites with pages, `'strict'` for those whose inline scripts have nonces and that embed
 * nobody else's content, `'api'` for answers that are no pages.
 */
export type PresetName = 'default' | 'strict' | 'api'

/** All options that a preset decides on. */
export interface Preset extends Omit<SecurityHeadersOptions, 'preset' | 'overwrite' | 'reportingEndpoints'> {
  readonly contentSecurityPolicy: ContentSecurityPolicy
  readonly strictTransportSecurity: StrictTransportSecurity
  readonly permissionsPolicy: PermissionsPolicy
}

const COMMON = {
  strictTransportSecurity: {},
  permissionsPolicy: {},
  crossOriginResourcePolicy: 'same-origin',
  contentTypeOptions: 'nosniff',
  remove: ['server', 'x-powered-by'],
} satisfies Partial<Preset>

/** The presets. */
export const PRESETS: ReadonlyMap<string, Preset> = new Map<PresetName, Preset>([
  [
    'default',
    {
      ...COMMON,
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        baseUri: ["'self'"],
        fontSrc: ["'self'", 'https:', 'data:'],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", 'https:', "'unsafe-inline'"],
        upgradeInsecureRequests: true,
      },
      crossOriginOpenerPolicy: 'same-origin',
      originAgentCluster: true,
      referrerPolicy: 'strict-origin-when-cross-origin',
    },
  ],
  [
    'strict',
    {
      ...COMMON,
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        scriptSrc: ["'nonce'", "'strict-dynamic'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", "'nonce'"],
        upgradeInsecureRequests: true,
      },
      strictTransportSecurity: { maxAgeSeconds: 63_072_000 },
      permissionsPolicy: nobody(
        ...['accelerometer', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'hid'],
        ...[
          'idle-detection',
          'local-fonts',
          'magnetometer',
          'microphone',
          'midi',
          'payment',
          'serial',
          'usb',
        ],
        ...['window-management', 'xr-spatial-tracking'],
      ),
      crossOriginOpenerPolicy: 'same-origin',
      crossOriginEmbedderPolicy: 'require-corp',
      originAgentCluster: true,
      referrerPolicy: 'same-origin',
    },
  ],
  [
    'api',
    {
      ...COMMON,
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      referrerPolicy: 'no-referrer',
      documentFieldsOn: 'everything',
    },
  ],
])

function nobody(...features: readonly string[]): PermissionsPolicy {
  return Object.fromEntries(features.map((feature) => [feature, []]))
}
