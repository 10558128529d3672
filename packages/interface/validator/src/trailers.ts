import type { HttpRequest, HttpResponse } from '@tsgi/spec'
import type { Call } from './call.ts'
import type { CheckTable } from './check.ts'
import { listItems } from './grammar.ts'
import { nameFault, recordFault, valueFault } from './response-headers.ts'
import { show } from './show.ts'
import { isThenable } from './thenable.ts'

/** What shows when trailers are asked for. */
export const trailerChecks: CheckTable<'once' | 'order' | 'wanted' | 'fields'> = {
  once: {
    id: 'trailers-once',
    rule: 'TRAIL-1',
    side: 'server',
    level: 'must',
    description: '`trailers` is called once',
  },
  order: {
    id: 'trailers-order',
    rule: 'TRAIL-1',
    side: 'server',
    level: 'must',
    description: '`trailers` is called after the last chunk of a streamed body',
  },
  wanted: {
    id: 'trailers-wanted',
    rule: 'TRAIL-1',
    side: 'server',
    level: 'must',
    description: '`trailers` is called when the client takes them: `te: trailers`, or HTTP/2 and later',
  },
  fields: {
    id: 'trailers-fields',
    rule: 'TRAIL-2',
    side: 'application',
    level: 'must',
    description:
      'trailers are legal fields, none of them for framing, routing, authentication, cookies or reading the content',
  },
}

/** Fields that mean something before the content, or nothing after it (RFC 9110 §6.5.1). */
const FORBIDDEN = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
  ...['content-encoding', 'content-length', 'content-range', 'content-type'],
  ...['host', 'location', 'max-forwards', 'expect', 'range', 'retry-after'],
  ...['age', 'cache-control', 'date', 'expires', 'vary', 'set-cookie', 'cookie'],
  ...['authorization', 'www-authenticate', 'proxy-authenticate', 'proxy-authorization'],
])

type Trailers = NonNullable<HttpResponse['trailers']>
type Fields = Awaited<ReturnType<Trailers>>

/**
 * Wraps the callback that gives the trailers.
 * @param hasEnded whether the streamed body is over; `undefined` for a buffered one
 */
export function watchTrailers(
  trailers: Trailers,
  call: Call,
  hasEnded: (() => boolean) | undefined,
): Trailers {
  let isCalled = false
  return () => {
    const { reporter, request } = call
    if (isCalled) reporter.violate(trailerChecks.once, 'response.trailers was called again, expected once')
    isCalled = true
    if (!takesTrailers(request)) {
      reporter.violate(
        trailerChecks.wanted,
        `response.trailers was called although the client takes none (HTTP/${request.httpVersion}, te ${show(request.headers['te'])}): do not call it`,
      )
    }
    if (!hasEnded?.()) {
      reporter.violate(
        trailerChecks.order,
        `response.trailers was called ${hasEnded ? 'before the last chunk' : 'for a body that is not streamed'}, expected after the last chunk of a streamed body`,
      )
    }
    const fields = trailers()
    return isThenable(fields)
      ? Promise.resolve(fields).then((settled) => checkFields(settled, call))
      : checkFields(fields, call)
  }
}

function checkFields(fields: Fields, call: Call): Fields {
  const fault = recordFault(fields) ?? nameFault(fields) ?? trailerFault(fields) ?? valueFault(fields)
  if (fault !== undefined) call.reporter.violate(trailerChecks.fields, `in response.trailers, ${fault}`)
  return fields
}

function trailerFault(fields: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, value] of Object.entries(fields)) {
    if (FORBIDDEN.has(name)) {
      return `the field ${show(name)} cannot be a trailer (RFC 9110 §6.5.1): send it as a header`
    }
    if (typeof value !== 'string') return `the field ${show(name)} is ${show(value)}, expected a string`
  }
  return undefined
}

function takesTrailers({ httpVersion, headers }: HttpRequest): boolean {
  if (Number.parseInt(httpVersion, 10) >= 2) return true
  return httpVersion !== '1.0' && listItems(headers['te'] ?? '').includes('trailers')
}
