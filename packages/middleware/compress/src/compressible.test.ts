import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { isCompressible } from './index.ts'

/** It has no types. */
const db = createRequire(import.meta.url)('mime-db') as Record<string, { compressible?: boolean }>
const types = Object.entries(db)

describe('isCompressible', () => {
  it('knows the types that mime-db knows to be compressible, but for octets of any kind', () => {
    const missed = types.filter(([type, { compressible }]) => compressible === true && !isCompressible(type))
    expect(missed.map(([type]) => type)).toEqual(['application/octet-stream'])
  })

  it('takes none that mime-db knows not to be', () => {
    const taken = types.filter(([type, { compressible }]) => compressible === false && isCompressible(type))
    expect(taken.map(([type]) => type)).toEqual([])
  })

  it.each([
    'Text/HTML; charset=UTF-8',
    'application/problem+json',
    ' application/json ;a=b',
    'image/svg+xml',
  ])('takes %s', (type) => expect(isCompressible(type)).toBe(true))

  it.each([
    undefined,
    '',
    'text',
    'image/png',
    'application/grpc',
    'application/grpc-web+json',
    'video/mp4;x=text/',
  ])('does not take %s', (type) => expect(isCompressible(type)).toBe(false))

  it('takes a long value, and many different ones', () => {
    expect(isCompressible(`text/html;a=${'b'.repeat(100_000)}`)).toBe(true)
    for (let count = 0; count < 1000; count++) expect(isCompressible(`image/x-${count}`)).toBe(false)
  })
})
