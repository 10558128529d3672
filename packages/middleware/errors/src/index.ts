export { errors } from './errors.ts'
export type { ErrorsOptions } from './options.ts'
export type { Problem, ProblemPlace } from './problem.ts'
