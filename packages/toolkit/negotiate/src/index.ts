export { negotiate, negotiateLanguage } from './negotiate.ts'
export type { NegotiateOptions, Representations } from './negotiate.ts'
export { lookupLanguage } from './language.ts'
