import type { HttpRequest } from '@tsgi/spec'
import type { ValueCheck } from './check.ts'
import { isTaken } from './request-body.ts'
import { show } from './show.ts'

/** What must hold for the body of a request before anybody reads it. */
export const requestContentChecks: ReadonlyArray<ValueCheck<HttpRequest>> = [
  {
    id: 'request-body-kind',
    rule: 'BODY-2',
    side: 'server',
    level: 'must',
    description: '`body` of the request is `null` or an async iterable',
    test({ body }) {
      if (body === null || typeof body[Symbol.asyncIterator] === 'function') return undefined
      return `request.body is ${show(body)}, expected null or an async iterable of Uint8Array`
    },
  },
  {
    id: 'request-body-null',
    rule: 'BODY-1',
    side: 'server',
    level: 'must',
    description: '`body` of the request is `null` exactly when there is no content',
    test({ headers, body }) {
      const length = headers['content-length']
      const isCoded = headers['transfer-encoding'] !== undefined
      if (body === null && (isCoded || Number(length ?? 0) > 0)) {
        return `request.body is null although ${isCoded ? 'transfer-encoding' : 'content-length'} announces content: give the body, or derive a request without that field`
      }
      if (body !== null && !isCoded && length !== undefined && Number(length) === 0) {
        return `request.body is ${show(body)} although content-length is 0, expected null`
      }
      return undefined
    },
  },
  {
    id: 'request-body-fresh',
    rule: 'BODY-8',
    side: 'server',
    level: 'must',
    description: '`body` of the request was not read by middleware that hands it on',
    test: ({ body }) =>
      body !== null && isTaken(body)
        ? 'request.body was already read by middleware further out, which must derive a request with a fresh body: { ...request, body }'
        : undefined,
  },
]
