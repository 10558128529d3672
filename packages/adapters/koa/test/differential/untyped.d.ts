declare module 'koa-compress' {
  import type { Middleware } from 'koa'
  export default function compress(options?: Readonly<Record<string, unknown>>): Middleware
}

declare module 'koa-2' {
  import Koa from 'koa'
  export default Koa
}
