import { json, notFound } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { GREETING, LARGE } from './answers.ts'

/** What all gateways serve. */
export const application: Application = ({ path }) => {
  switch (path) {
    case '/':
      return json(GREETING)
    case '/large':
      return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: LARGE }
    default:
      return notFound()
  }
}
