export { requestId } from './request-id.ts'
export type { RequestIdOptions } from './options.ts'
export { currentRequestId } from './context.ts'
export { requestIdOf } from './request-id-of.ts'
