import type { Call } from './call.ts'
import type { CheckTable } from './check.ts'
import { whenFinished } from './finish.ts'
import { show } from './show.ts'

/** What shows once somebody has read `exchange.signal`. */
export const signalChecks: CheckTable<'kind' | 'reason' | 'completion'> = {
  kind: {
    id: 'signal-kind',
    rule: 'EXCH-1',
    side: 'server',
    level: 'must',
    description: '`exchange.signal` is an `AbortSignal`',
  },
  reason: {
    id: 'signal-reason',
    rule: 'EXCH-3',
    side: 'server',
    level: 'must',
    description: '`exchange.signal` aborts with an error named `AbortError`',
  },
  completion: {
    id: 'signal-completion',
    rule: 'EXCH-2',
    side: 'server',
    level: 'must',
    description: '`exchange.signal` does not abort when the exchange completes normally',
  },
}

/**
 * Gives the getter of a watched signal. The original is not read before somebody asks: that may be what makes
 * it.
 */
export function watchSignal(call: Call): () => AbortSignal {
  let signal: AbortSignal | undefined
  return () => {
    if (signal) return signal
    const given = call.request.exchange.signal
    if (!isAbortSignal(given)) {
      call.reporter.violate(signalChecks.kind, `exchange.signal is ${show(given)}, expected an AbortSignal`)
    }
    whenAborted(given, () => checkReason(given, call))
    checkCompletion(given, call)
    signal = given
    return given
  }
}

function checkReason(signal: AbortSignal, call: Call): void {
  const reason: unknown = signal.reason
  if (nameOf(reason) === 'AbortError') return
  call.reporter.report(
    signalChecks.reason,
    `exchange.signal aborted with ${show(reason)} named ${show(nameOf(reason))}, expected an error named AbortError: call abort() without reason`,
  )
}

/**
 * A client that ends its side while the application works may have left, so the signal aborts; when it turns out
 * that it still reads, the exchange completes none the less. What must not abort the signal is the completion.
 */
function checkCompletion(signal: AbortSignal, call: Call): void {
  let isEarly = signal.aborted
  signal.addEventListener('abort', () => (isEarly = !call.isAnswered), { once: true })
  whenFinished(call, (outcome) => {
    if (outcome.aborted || isEarly) return
    whenAborted(signal, () =>
      call.reporter.report(
        signalChecks.completion,
        'exchange.signal aborted although the exchange completed: abort only when the client leaves early or the server gives up',
      ),
    )
  })
}

function whenAborted(signal: AbortSignal, callback: () => void): void {
  if (signal.aborted) callback()
  else signal.addEventListener('abort', callback, { once: true })
}

function isAbortSignal(value: unknown): value is AbortSignal {
  const { aborted, addEventListener } = (value ?? {}) as Partial<AbortSignal>
  return typeof aborted === 'boolean' && typeof addEventListener === 'function'
}

function nameOf(reason: unknown): unknown {
  return (reason as { name?: unknown } | null | undefined)?.name
}
