import type { Exchange, Outcome } from '@tsgi/spec'
import type { Call } from './call.ts'
import type { CheckTable } from './check.ts'
import { show } from './show.ts'

/** What shows when callbacks for the end of the exchange are registered and run. */
export const finishChecks: CheckTable<'callback' | 'once' | 'order' | 'outcome'> = {
  callback: {
    id: 'finish-callback',
    rule: 'EXCH-4',
    side: 'application',
    level: 'must',
    description: '`onFinish` is given a function',
  },
  once: {
    id: 'finish-once',
    rule: 'EXCH-4',
    side: 'server',
    level: 'must',
    description: 'a callback of `onFinish` runs once',
  },
  order: {
    id: 'finish-order',
    rule: 'EXCH-4',
    side: 'server',
    level: 'must',
    description: 'callbacks of `onFinish` run in reverse order of registration',
  },
  outcome: {
    id: 'finish-outcome',
    rule: 'EXCH-5',
    side: 'server',
    level: 'must',
    description: 'callbacks of `onFinish` get an outcome: `status`, `bytes`, `aborted`, `error`',
  },
}

interface Registration {
  /** Registered when the exchange may have been over: its place in the order is open. */
  readonly isLate: boolean
  hasRun: boolean
}

/**
 * Wraps `onFinish`. Faults of the server are reported, not thrown: the callback belongs to the application.
 */
export function watchFinish(call: Call): Exchange['onFinish'] {
  const registrations: Registration[] = []
  return (callback) => {
    if (typeof callback !== 'function') {
      call.reporter.violate(
        finishChecks.callback,
        `exchange.onFinish was given ${show(callback)}, expected a function`,
      )
    }
    const registration = { isLate: call.isAnswered, hasRun: false }
    registrations.push(registration)
    call.request.exchange.onFinish((outcome) => {
      if (!mayRun(registration, registrations, call)) return
      isOutcome(outcome, call)
      callback(outcome)
    })
  }
}

/** Lets the validator itself look back when the exchange is over. */
export function whenFinished(call: Call, look: (outcome: Outcome) => void): void {
  call.request.exchange.onFinish((outcome) => {
    if (isOutcome(outcome, call)) look(outcome)
  })
}

function mayRun(registration: Registration, registrations: Registration[], call: Call): boolean {
  if (registration.hasRun) {
    call.reporter.report(finishChecks.once, 'a callback of exchange.onFinish was called again, expected once')
    return false
  }
  registration.hasRun = true
  const later = registrations.slice(registrations.indexOf(registration) + 1)
  // While the application is still at work, the exchange ended early, and every registration is a late one.
  if (call.isAnswered && later.some(({ hasRun, isLate }) => !hasRun && !isLate)) {
    call.reporter.report(
      finishChecks.order,
      'a callback of exchange.onFinish was called before one that was registered later: call the last one first',
    )
  }
  return true
}

/** Whether what a callback got is an outcome; reports it otherwise. */
function isOutcome(outcome: Outcome, call: Call): boolean {
  const { status, bytes, aborted } = (outcome ?? {}) as Partial<Outcome>
  const isComplete =
    (status === null || Number.isInteger(status)) &&
    Number.isSafeInteger(bytes) &&
    Number(bytes) >= 0 &&
    typeof aborted === 'boolean' &&
    'error' in outcome
  if (!isComplete) {
    call.reporter.report(
      finishChecks.outcome,
      `a callback of exchange.onFinish got status ${show(status)}, bytes ${show(bytes)}, aborted ${show(aborted)}, expected { status: integer or null, bytes: integer, aborted: boolean, error }`,
    )
  }
  return isComplete
}
