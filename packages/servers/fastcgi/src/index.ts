export { FastcgiError } from './fastcgi-error.ts'
export type { FastcgiLimits, ServeOptions } from './options.ts'
export { serve } from './server.ts'
export type { Server } from './server.ts'
