import { Buffer } from 'node:buffer'
import { expect } from 'vitest'
import { messageLimits, readRequestHead, requestScanner } from '../src/index.ts'
import type { RequestHead } from '../src/index.ts'

/** Reads `GET / HTTP/1.1` with these lines of fields. */
export function fields(...lines: string[]): RequestHead {
  return read('GET / HTTP/1.1', ['Host: localhost', ...lines])
}

/** The same in HTTP/1.0. */
export function oldFields(...lines: string[]): RequestHead {
  return read('GET / HTTP/1.0', lines)
}

/** Reads a head of these lines. */
export function read(requestLine: string, lines: readonly string[]): RequestHead {
  const head = new Uint8Array(Buffer.from([requestLine, ...lines, '', ''].join('\r\n'), 'latin1'))
  const scanner = requestScanner(messageLimits())
  expect(scanner.scan(head, 0, head.length)).toBe(head.length)
  return readRequestHead(scanner, 'http')
}

/** The request is refused with that code and status. */
export function expectRefused(code: string, status: number, request: () => unknown): void {
  expect(request).toThrow(expect.objectContaining({ name: 'ProtocolError', code, status }))
}
