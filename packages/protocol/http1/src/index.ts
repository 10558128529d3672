export type { ContentDecoder } from './content-decoder.ts'
export { SINGLETON_FIELDS } from './field-names.ts'
export { Fields } from './fields.ts'
export { CHUNKED, contentDecoder } from './framing.ts'
export { requestScanner } from './head-scanner.ts'
export type { HeadScanner } from './head-scanner.ts'
export { DEFAULT_LIMITS, messageLimits } from './limits.ts'
export type { MessageLimits } from './limits.ts'
export { ProtocolError } from './protocol-error.ts'
export { rawFields } from './raw-fields.ts'
export { reasonPhrase } from './reason-phrases.ts'
export { readRequestHead } from './request-head.ts'
export type { RequestHead } from './request-head.ts'
export {
  formatChunkHead,
  formatInformationalHead,
  formatLastChunk,
  formatResponseHead,
} from './response-head.ts'
export type { ResponseFields, ResponseFraming } from './response-head.ts'
export { isTargetText } from './target.ts'
