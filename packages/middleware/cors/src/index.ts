export { cors } from './cors.ts'
export type { CorsOptions } from './options.ts'
export type { OriginRule } from './origin-rules.ts'
