import type { HttpRequest } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { isOrigin, isSameOrigin } from './origin.ts'

describe('WS3 a page is of the same origin', () => {
  it.each([
    ['http://example.com', 'http', 'example.com', true],
    ['http://EXAMPLE.com', 'http', 'Example.COM', true],
    ['http://example.com', 'http', 'example.com:80', true],
    ['http://example.com:8080', 'http', 'example.com:8080', true],
    ['http://[::1]:8080', 'http', '[::1]:8080', true],
    ['https://example.com', 'https', 'example.com:443', true],
    // A proxy has ended TLS.
    ['https://example.com', 'http', 'example.com', true],
    ['https://example.com', 'http', 'example.com:443', true],
    // Whoever is on the way could have written that page.
    ['http://example.com', 'https', 'example.com', false],
    ['http://example.com', 'https', 'example.com:80', false],
    ['http://example.com:8080', 'http', 'example.com', false],
    ['http://example.com', 'http', 'example.com:8080', false],
    ['http://example.com:443', 'http', 'example.com', false],
    ['http://www.example.com', 'http', 'example.com', false],
    ['http://example.com.attacker.example', 'http', 'example.com', false],
    ['http://user@example.com', 'http', 'example.com', false],
    ['http://example.com/', 'http', 'example.com', false],
    ['http://example.com http://example.com', 'http', 'example.com', false],
    ['ftp://example.com', 'http', 'example.com', false],
    ['HTTP://example.com', 'http', 'example.com', false],
    ['chrome-extension://example.com', 'http', 'example.com', false],
    ['://example.com', 'http', 'example.com', false],
    ['example.com', 'http', 'example.com', false],
    ['null', 'http', 'null', false],
    ['', 'http', 'example.com', false],
  ])('%s for %s://%s: %s', (origin, scheme, authority, expected) => {
    expect(isSameOrigin(origin, { scheme, authority } as HttpRequest)).toBe(expected)
  })
})

describe('an origin is written as browsers do', () => {
  it.each(['https://example.com', 'http://localhost:8080', 'https://[::1]:8443', 'http://example.com:443'])(
    '%s',
    (text) => {
      expect(isOrigin(text)).toBe(true)
    },
  )

  it.each([
    'https://example.com/',
    'https://Example.com',
    'https://example.com:443',
    'example.com',
    'null',
    '*',
    '',
  ])('unlike %s', (text) => {
    expect(isOrigin(text)).toBe(false)
  })
})
