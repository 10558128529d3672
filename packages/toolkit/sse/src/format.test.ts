import { createParser } from 'eventsource-parser'
import type { EventSourceMessage } from 'eventsource-parser'
import { describe, expect, it } from 'vitest'
import { formatEvent } from './format.ts'
import type { ServerEvent } from './format.ts'

/** What a client makes of a text, in pieces of some length. */
function parsed(text: string, length = text.length): EventSourceMessage[] {
  const messages: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (message) => messages.push(message) })
  for (let at = 0; at < text.length; at += length) parser.feed(text.slice(at, at + length))
  return messages
}

describe('formatEvent', () => {
  it.each<[ServerEvent, string]>([
    [{ data: 'hello' }, 'data: hello\n\n'],
    [{ data: '' }, 'data: \n\n'],
    [{ data: 'a\nb\r\nc\rd\n' }, 'data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n'],
    [{ data: { a: ['x\n'] } }, 'data: {"a":["x\\n"]}\n\n'],
    [{ data: null }, 'data: null\n\n'],
    [{ event: 'tick', id: '7', data: 1 }, 'event: tick\nid: 7\ndata: 1\n\n'],
    [{ id: '' }, 'id: \n\n'],
    [{ retryMs: 2000 }, 'retry: 2000\n\n'],
    [{ comment: 'a\nb' }, ': a\n: b\n\n'],
    [{}, '\n'],
    [{ data: 'half \ud83d of a pair' }, 'data: half \u{fffd} of a pair\n\n'],
  ])('writes %j', (event, text) => {
    expect(formatEvent(event)).toBe(text)
  })

  it('is read as it was written, wherever chunks end', () => {
    const values = [
      'x',
      '',
      ' leading',
      'a\nb',
      'a\n\nb\n',
      ':colon',
      'data: x',
      'id: 9\n\nevent: evil',
      '\u{feff}ü😀',
      '\u2028',
    ]
    const events = values.map((data, index) => ({ event: `e${index}: x`, id: ` ${index}`, data }))
    const text = events.map(formatEvent).join('')
    for (let length = 1; length < 8; length++) expect(parsed(text, length)).toEqual(events)
  })

  it('makes one event of whatever data holds (RS5)', () => {
    const ends = ['\n', '\r', '\r\n', '\n\n', '\r\r', '\n\r', '\r\n\r\n']
    for (const end of ends) {
      const data = `a${end}event: evil${end}id: evil${end}data: evil${end}`
      const [message, ...others] = parsed(formatEvent({ data }))
      expect([message?.event, message?.id, others]).toEqual([undefined, undefined, []])
      expect(message?.data).toBe(data.replaceAll(/\r\n|\r/g, '\n'))
    }
    expect(parsed(formatEvent({ comment: 'x\ndata: evil\r\rdata: evil', data: 'good' }))).toMatchObject([
      { data: 'good' },
    ])
  })

  it.each<[ServerEvent, string]>([
    [{ event: 'a\nb' }, 'The event of an event is a string in one line'],
    [{ event: 'a\rb' }, 'in one line'],
    [{ id: '1\r\ndata: x' }, 'The id of an event is a string in one line'],
    [{ id: '1\0' }, 'The id of an event has no NUL'],
    [{ id: 7 as never }, 'The id of an event is a string'],
    [{ retryMs: 1.5 }, 'retryMs is a whole number of milliseconds from 0, got 1.5'],
    [{ retryMs: -1 }, 'retryMs is a whole number'],
    [{ retryMs: '1\n' as never }, 'retryMs is a whole number'],
    [{ data: () => {} }, 'There is no JSON for the data of an event: function'],
    [{ comment: 1 as never }, 'comment is a string, got number'],
    [{ retry: 7 } as never, "Events have no 'retry'"],
  ])('refuses %o', (event, message) => {
    expect(() => formatEvent(event)).toThrow(message)
    expect(() => formatEvent(event)).toThrow(TypeError)
  })
})
