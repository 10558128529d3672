import { mapResponse } from '@tsgi/compose'
import { withHeaders } from '@tsgi/message'
import type { Middleware } from '@tsgi/spec'

const policy = [
  "default-src 'none'",
  "connect-src 'self'",
  "img-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Tells browsers to run and load nothing but what this site serves as files, and to show it in no frame. */
export const securityHeaders: Middleware = mapResponse((response) =>
  withHeaders(response, {
    'content-security-policy': policy,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  }),
)
