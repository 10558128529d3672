export { start } from './start.ts'
export type { Load, StartOptions } from './start.ts'
