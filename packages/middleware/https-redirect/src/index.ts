export { httpsRedirect } from './https-redirect.ts'
export type { HttpsRedirectOptions } from './options.ts'
