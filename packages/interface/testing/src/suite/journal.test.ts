import { describe, expect, it, vi } from 'vitest'
import { Journal } from './journal.ts'

describe('a journal', () => {
  it('gives the value of an event that has happened', async () => {
    const journal = new Journal()
    journal.record('event', { some: 'value' })
    await expect(journal.wait('event')).resolves.toEqual({ some: 'value' })
  })

  it('wakes everybody who waits for an event, and nobody else', async () => {
    const journal = new Journal()
    const woken: string[] = []
    const waiting = ['one', 'other', 'one'].map((event) => journal.wait(event).then(() => woken.push(event)))
    journal.record('one')
    await Promise.all([waiting[0], waiting[2]])
    expect(woken).toEqual(['one', 'one'])
    journal.record('other')
    await waiting[1]
  })

  it('keeps the order, and events that happened twice', () => {
    const journal = new Journal()
    for (const event of ['b', 'a', 'b']) journal.record(event)
    expect(journal.events()).toEqual(['b', 'a', 'b'])
  })

  it('gives up after five seconds and tells what did happen', async () => {
    vi.useFakeTimers()
    try {
      const journal = new Journal()
      journal.record('another')
      const waiting = journal.wait('event')
      vi.advanceTimersByTime(5000)
      await expect(waiting).rejects.toThrow("'event' was not recorded within 5 s; recorded were: another")
    } finally {
      vi.useRealTimers()
    }
  })
})
