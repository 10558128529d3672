import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { stopSignal } from './stop-signal.ts'

/** A process to send signals to, at a time. */
function scene() {
  const source = new EventEmitter()
  const forced: NodeJS.Signals[] = []
  let time = 1000
  const stop = stopSignal({ source, now: () => time, force: (signal) => forced.push(signal) })
  return {
    stop,
    forced,
    send: (signal: NodeJS.Signals, afterMs: number) => {
      time += afterMs
      source.emit(signal, signal)
    },
  }
}

it('resolves with the first signal', async () => {
  const { stop, forced, send } = scene()
  send('SIGINT', 0)
  expect(await stop).toBe('SIGINT')
  expect(forced).toEqual([])
})

it('takes two signals at once for one wish, as Ctrl-C under npm arrives twice', () => {
  const { forced, send } = scene()
  send('SIGINT', 0)
  send('SIGINT', 249)
  expect(forced).toEqual([])
})

it('forces with the second wish, whichever signal it is', () => {
  const { forced, send } = scene()
  send('SIGTERM', 0)
  send('SIGINT', 250)
  expect(forced).toEqual(['SIGINT'])
})
