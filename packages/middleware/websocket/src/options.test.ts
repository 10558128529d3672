import { describe, expect, it } from 'vitest'
import { websocket } from './websocket.ts'
import type { WebSocketOptions } from './options.ts'

describe('options', () => {
  it.each<[string, object]>([
    ["Unknown option 'maxPayload' of websocket()", { maxPayload: 1 }],
    ['origins is', { origins: ['https://example.com/'] }],
    ['origins is', { origins: ['*'] }],
    ['origins is', { origins: 'https://example.com' }],
    ['origins is', { origins: null }],
    ['protocols is', { protocols: ['a b'] }],
    ['protocols is', { protocols: [1] }],
    ['protocols is', { protocols: 'chat' }],
    ['maxMessageBytes is a whole number, 1 to 2147483647; got 0', { maxMessageBytes: 0 }],
    ['maxMessageBytes is', { maxMessageBytes: 2 ** 31 }],
    ['maxMessageBytes is', { maxMessageBytes: Infinity }],
    ['maxMessageBytes is', { maxMessageBytes: '1mb' }],
    ['maxFragments is', { maxFragments: 1.5 }],
    ['pingIntervalMs is a whole number, 0 to', { pingIntervalMs: -1 }],
    ['closeTimeoutMs is', { closeTimeoutMs: NaN }],
    ['compress is', { compress: 'yes' }],
  ])('%s: %j is a mistake', (message, options) => {
    expect(() => websocket(() => {}, options as WebSocketOptions)).toThrow(message)
    expect(() => websocket(() => {}, options as WebSocketOptions)).toThrow(TypeError)
  })

  it('that are undefined are as if they were not there', () => {
    const options = {
      origins: undefined,
      protocols: undefined,
      maxMessageBytes: undefined,
      compress: undefined,
    }
    expect(() => websocket(() => {}, options as unknown as WebSocketOptions)).not.toThrow()
  })
})
