export { forwarded } from './forwarded.ts'
export type { ForwardedFact, ForwardedHeader, ForwardedOptions, Trust } from './options.ts'
export { ForwardedError } from './forwarded-error.ts'
export type { ForwardedErrorCode } from './forwarded-error.ts'
