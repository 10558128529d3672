export { timeout } from './timeout.ts'
export { TimeoutError } from './timeout-error.ts'
export type { TimeoutCode } from './timeout-error.ts'
export type { TimeoutOptions } from './options.ts'
