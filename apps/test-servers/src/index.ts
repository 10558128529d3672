export { listen } from './listen.ts'
export { start } from './start.ts'
export type { Started } from './start.ts'
