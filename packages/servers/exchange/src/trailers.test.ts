import { describe, expect, it } from 'vitest'
import { checkTrailers } from './trailers.ts'

describe('checkTrailers (TRAIL-2)', () => {
  it('takes fields that tell of the content', () => {
    expect(() =>
      checkTrailers({ 'server-timing': 'db;dur=1', 'repr-digest': 'sha-256=:AA==:' }),
    ).not.toThrow()
    expect(() => checkTrailers({})).not.toThrow()
  })

  it.each([
    'content-length',
    'content-type',
    'transfer-encoding',
    'host',
    'set-cookie',
    'authorization',
    'trailer',
    'te',
  ])('refuses %s', (name) => {
    expect(() => checkTrailers({ [name]: 'a' })).toThrow(expect.objectContaining({ code: 'TRAIL-2' }))
  })

  it.each([
    ['several lines', { 'x-a': ['b'] }, 'TRAIL-2'],
    ['a name with capitals', { 'X-A': 'b' }, 'HEAD-5'],
    ['a value that splits', { 'x-a': 'b\r\n\r\n' }, 'HEAD-6'],
    ['no record', new Map(), 'HEAD-5'],
    ['nothing', undefined, 'HEAD-5'],
  ])('refuses %s', (_what, fields, code) => {
    expect(() => checkTrailers(fields)).toThrow(expect.objectContaining({ code }))
  })
})
