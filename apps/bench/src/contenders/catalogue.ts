import { ORDER } from './order.ts'

/** About 64 KiB of JSON. */
export const CATALOGUE: readonly object[] = Array.from({ length: 64 }, (_each, id) => ({ id, ...ORDER }))
