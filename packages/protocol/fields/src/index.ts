export {
  acceptsEncoding,
  parseQualityList,
  preferred,
  preferredEncoding,
  preferredLanguage,
  preferredMediaType,
} from './accept.ts'
export type { QualityItem } from './accept.ts'
export { CONNECTION_FIELDS } from './connection.ts'
export { formatSetCookie, parseCookies } from './cookie.ts'
export type { CookieAttributes, CookieOptions } from './cookie.ts'
export { currentDate } from './current-date.ts'
export { formatDate, parseDate } from './date.ts'
export { isEntityTag, matchesStrong, matchesWeak, parseEntityTagList } from './etag.ts'
export type { EntityTagList } from './etag.ts'
export { isHost, parseHost } from './host.ts'
export type { Host } from './host.ts'
export { splitList } from './list.ts'
export type { ListOptions } from './list.ts'
export { formatMediaType, parseMediaType } from './media-type.ts'
export type { MediaType, MediaTypeParts } from './media-type.ts'
export { formatParameters, parseParameters } from './parameters.ts'
export { evaluatePreconditions, isUnconditional } from './preconditions.ts'
export type { Validators } from './preconditions.ts'
export { formatContentRange, selectRanges } from './range.ts'
export type { RangeOptions } from './range.ts'
export { isFieldValue, isToken, quote, unquote } from './token.ts'
