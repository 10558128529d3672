import type { Exchange, ResponseHeaders } from '@tsgi/spec'
import { rememberCall } from './call.ts'
import type { Call } from './call.ts'
import type { CheckTable } from './check.ts'
import { watchFinish } from './finish.ts'
import { fieldsFault } from './response-headers.ts'
import { show } from './show.ts'
import { watchSignal } from './signal.ts'
import { isThenable } from './thenable.ts'

/** What shows when the services of an exchange are used. */
export const serviceChecks: CheckTable<'work' | 'informStatus' | 'informFields' | 'informTime'> = {
  work: {
    id: 'wait-until-promise',
    rule: 'EXCH-6',
    side: 'application',
    level: 'must',
    description: '`waitUntil` is given a promise',
  },
  informStatus: {
    id: 'inform-status',
    rule: 'EXCH-7',
    side: 'application',
    level: 'must',
    description: '`inform` is given a status from 102 to 199',
  },
  informFields: {
    id: 'inform-fields',
    rule: 'EXCH-7',
    side: 'application',
    level: 'must',
    description: '`inform` is given fields that a response may have',
  },
  informTime: {
    id: 'inform-time',
    rule: 'EXCH-7',
    side: 'application',
    level: 'must',
    description: '`inform` is called before the response is returned',
  },
}

/**
 * Derives the exchange that the application gets. Its prototype is the given one, so extensions keep working;
 * known members are own and call the original with itself as `this`, because its class may have private
 * fields.
 */
export function watchExchange(call: Call): Exchange {
  const { exchange } = call.request
  const services: Record<string, PropertyDescriptor> = {
    server: { value: exchange.server, enumerable: true },
    signal: { get: watchSignal(call), enumerable: true },
    onFinish: method(watchFinish(call)),
    waitUntil: method(watchWaitUntil(call)),
    ...(exchange.inform && { inform: method(watchInform(call)) }),
    ...(exchange.upgrade && { upgrade: { value: exchange.upgrade, enumerable: true } }),
  }
  const watched = Object.create(exchange, services) as Exchange
  rememberCall(watched, call)
  return watched
}

/** Writable like a method of a class, so that a further derived exchange can be assigned its own. */
function method(value: unknown): PropertyDescriptor {
  return { value, enumerable: true, writable: true, configurable: true }
}

function watchWaitUntil(call: Call): Exchange['waitUntil'] {
  return (work) => {
    if (!isThenable<unknown>(work)) {
      call.reporter.violate(
        serviceChecks.work,
        `exchange.waitUntil was given ${show(work)}, expected a promise: call the function and give its result`,
      )
    }
    call.request.exchange.waitUntil(work)
  }
}

function watchInform(call: Call): NonNullable<Exchange['inform']> {
  const { reporter, request } = call
  return (status, headers: ResponseHeaders) => {
    if (call.isAnswered) {
      reporter.violate(
        serviceChecks.informTime,
        `exchange.inform(${show(status)}) was called after the response was returned, when it may be too late: call it before`,
      )
    }
    if (!Number.isInteger(status) || status < 102 || status > 199) {
      reporter.violate(
        serviceChecks.informStatus,
        `exchange.inform was given ${show(status)}, expected a status from 102 to 199: 100 is the server's, 101 a response with upgrade`,
      )
    }
    const fault = fieldsFault(headers)
    if (fault !== undefined) {
      reporter.violate(serviceChecks.informFields, `exchange.inform(${status}): ${fault}`)
    }
    request.exchange.inform?.(status, headers)
  }
}
