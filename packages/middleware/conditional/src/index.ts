export { conditional } from './conditional.ts'
export type { ConditionalOptions } from './options.ts'
export { precondition } from './precondition.ts'
export type { CurrentRepresentation } from './precondition.ts'
