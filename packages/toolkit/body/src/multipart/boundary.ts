import type { MediaType } from '@tsgi/fields/media-type'
import { ContentError } from '../content-error.ts'

/** `bchars`, of which the last is no space (RFC 2046 §5.1.1). One class, so it is linear. */
const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/

/**
 * The boundary of multipart content.
 * @throws ContentError `BODY_MULTIPART`
 * @see RFC 2046 §5.1.1
 */
export function boundaryOf({ parameters }: MediaType): string {
  const boundary = parameters.get('boundary') ?? ''
  if (BOUNDARY.test(boundary)) return boundary
  throw new ContentError(
    'BODY_MULTIPART',
    'content-type has no boundary, or a malformed one (RFC 2046 §5.1.1)',
  )
}
