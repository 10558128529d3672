import { type ManagerMessage, type WorkerMessage, isOurs } from './messages.ts'

/** The way to the manager. */
export interface Channel {
  /** Resolves when the message is on its way, or cannot be any more. */
  readonly send: (message: WorkerMessage) => Promise<void>
  /** Calls back for each message of the manager, and once when the manager is gone. */
  readonly listen: (onMessage: (message: ManagerMessage) => void, onGone: () => void) => void
}

/**
 * Takes the channel that this process was started with, out of sight of the application: many send `'ready'` to
 * whatever started them where `process.send` is there.
 * @throws Error when there is none
 */
export function takeChannel(): Channel {
  const send = process.send?.bind(process)
  if (send === undefined) throw new Error('this module is for workers: "tsgi serve --workers 2" starts it')
  Reflect.set(process, 'send', undefined)

  return {
    send: (message) => new Promise((resolve) => void send(message, undefined, {}, () => resolve())),
    listen: (onMessage, onGone) => {
      process.on('message', (message) => {
        if (isOurs(message)) onMessage(message as ManagerMessage)
      })
      process.once('disconnect', onGone)
    },
  }
}
