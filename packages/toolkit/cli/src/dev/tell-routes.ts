import { memberOf } from '../member.ts'
import type { Output } from '../output.ts'

/** Prints the routes that an application tells, in their order: `GET    /books/:id`. */
export function tellRoutes(routes: readonly unknown[], output: Output): void {
  for (const route of routes) {
    const method = memberOf(route, 'method')
    const path = memberOf(route, 'pattern') ?? memberOf(route, 'path')
    if (typeof path === 'string')
      output.notice(`${(typeof method === 'string' ? method : '*').padEnd(7)} ${path}`)
  }
}
