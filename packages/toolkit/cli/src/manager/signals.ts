import { isatty } from 'node:tty'

/** What signals ask for, but for SIGTERM and SIGINT. */
export interface SignalWishes {
  /** SIGHUP. */
  readonly reload: () => void
  /** SIGUSR1. Node would open its inspector, which is nothing for a server. */
  readonly reopenLogs: () => void
  /** SIGUSR2. */
  readonly handOver: () => void
  /** SIGTTIN: 1; SIGTTOU: -1. */
  readonly resize: (change: number) => void
  /** SIGQUIT. */
  readonly quit: () => void
  /** SIGHUP of a terminal that is gone. */
  readonly hangUp: () => void
}

/** Listens to signals. */
export function onSignals(wishes: SignalWishes): void {
  const hadTerminal = isatty(0)
  process.on('SIGHUP', () => (hadTerminal && !isatty(0) ? wishes.hangUp() : wishes.reload()))
  process.on('SIGUSR1', () => wishes.reopenLogs())
  process.on('SIGUSR2', () => wishes.handOver())
  process.on('SIGTTIN', () => wishes.resize(1))
  process.on('SIGTTOU', () => wishes.resize(-1))
  process.on('SIGQUIT', () => wishes.quit())
}
