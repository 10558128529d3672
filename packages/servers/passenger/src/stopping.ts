import { EventEmitter } from 'node:events'

/**
 * Calls back once when this process is to end: Passenger has an event for it, LiteSpeed and everybody else send SIGTERM.
 */
export function whenStopped(stop: () => void): void {
  let isStopping = false
  const once = (): void => {
    if (!isStopping) stop()
    isStopping = true
  }
  const passenger: unknown = Reflect.get(globalThis, 'PhusionPassenger')
  if (passenger instanceof EventEmitter) passenger.on('exit', once)
  process.once('SIGTERM', once)
}
