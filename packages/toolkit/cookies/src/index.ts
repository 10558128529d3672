export { cookie } from './cookie.ts'
export type { Cookie, CookieOptions } from './cookie.ts'
export { cookiesOf, withCookie, withoutCookie } from './cookies.ts'
