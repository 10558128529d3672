export type { ServeOptions } from './options.ts'
export { serve } from './server.ts'
export type { CloseOptions, Server } from './server.ts'
