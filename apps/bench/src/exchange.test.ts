import { describe, expect, it } from 'vitest'
import { assertAnswer, assertLength } from './exchange.ts'
import type { Answer } from './exchange.ts'

const answer: Answer = { status: 200, headers: { 'content-type': 'text/plain;charset=UTF-8' }, body: 'hello' }

describe('assertAnswer', () => {
  it('takes all spellings of a media type', () => {
    expect(() => assertAnswer(answer, 'text/plain; charset=utf-8', 'hello')).not.toThrow()
  })

  it('tells another type, content and status', () => {
    expect(() => assertAnswer(answer, 'text/html', 'hello')).toThrow('It answers with type text/plain')
    expect(() => assertAnswer(answer, undefined, 'bye')).toThrow('It answers wrongly: hello')
    expect(() => assertAnswer({ ...answer, status: 404 }, undefined, 'hello')).toThrow('status 404')
  })

  it('shows no more than the beginning of wrong content', () => {
    const long = { ...answer, body: 'x'.repeat(1000) }
    expect(() => assertAnswer(long, undefined, '')).toThrow(`${'x'.repeat(80)}… (1000 characters)`)
  })
})

describe('assertLength', () => {
  it('takes the length that was announced, and no other nor none', () => {
    const told = { ...answer, headers: { 'content-length': '5' } }
    expect(() => assertLength(told, 5)).not.toThrow()
    expect(() => assertLength(told, 6)).toThrow('It answers with length 5, not 6')
    expect(() => assertLength(answer, 5)).toThrow('length undefined')
  })
})
