import { describe, expect, it } from 'vitest'
import { findJsonError } from './json-position.ts'

describe('findJsonError', () => {
  it.each([
    ['', 0],
    ['  ', 2],
    ['<script>', 0],
    ['{', 1],
    ['{"a"', 4],
    ['{"a":', 5],
    ['{"a":1', 6],
    ['{"a":1,}', 7],
    ['{a:1}', 1],
    ["{'a':1}", 1],
    ['{"a" 1}', 5],
    ['{"a":1 "b":2}', 7],
    ['[1,]', 3],
    ['[,1]', 1],
    ['[1 2]', 3],
    ['[1}', 2],
    ['{]', 1],
    ['[1] [2]', 4],
    ['1]', 1],
    ['1,', 1],
    ['undefined', 0],
    ['nul', 3],
    ['nulx', 3],
    ['truee', 4],
    ['tRue', 1],
    ['NaN', 0],
    ['-', 1],
    ['-a', 1],
    ['01', 1],
    ['1.', 2],
    ['1.e5', 2],
    ['1e', 2],
    ['1e+', 3],
    ['.5', 0],
    ['+1', 0],
    ['"a', 2],
    ['"a\nb"', 2],
    ['"\\x"', 2],
    ['"\\', 2],
    ['"\\u12x4"', 5],
    ['"\\u12', 5],
    ['[1]\u00a0', 3],
    ['\u{feff}[1]', 0],
  ])('finds that %j is none at %i', (text, offset) => {
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
    expect(findJsonError(text)?.offset).toBe(offset)
  })

  it('counts lines whatever ends them', () => {
    expect(findJsonError('[\r\n1,\n2,\r x]')).toEqual({ offset: 10, line: 4, column: 2 })
    expect(findJsonError('\n\n')).toEqual({ offset: 2, line: 3, column: 1 })
  })

  it.each([
    '0',
    '-0.5e-7',
    '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4"',
    ' [ ] ',
    '{ }',
    '[[],{"a":{}},[1,"",null,true,false]]\n',
  ])('finds nothing in %j', (text) => {
    expect(JSON.parse(text)).toBeDefined()
    expect(findJsonError(text)).toBeUndefined()
  })

  it('agrees with JSON.parse about thousands of damaged texts, and about the place where that tells it', () => {
    const whole = '{"a":[1,-2.5e+3,"x\\u00e4\\n",{"b":null,"c":[true,false,[]]}],"d":{}}'
    const pieces = ['', '"', '\\', ',', ':', '{', '}', '[', ']', '0', '-', '.', 'e', 't', ' ', '\n', 'x']
    let compared = 0
    for (let index = 0; index < whole.length; index++) {
      for (const piece of pieces) {
        for (const removed of [0, 1, 2]) {
          const text = whole.slice(0, index) + piece + whole.slice(index + removed)
          const offset = findJsonError(text)?.offset
          const message = messageOf(text)
          expect([text, offset === undefined]).toEqual([text, message === undefined])
          const told = /at position (\d+)/.exec(message ?? '')?.[1]
          if (told === undefined) continue
          compared++
          expect([text, offset]).toEqual([text, Number(told)])
        }
      }
    }
    expect(compared).toBeGreaterThan(1000)
  })

  it('is linear, and deep texts are no trouble (CN9)', () => {
    expect(findJsonError('['.repeat(2_000_000))?.offset).toBe(2_000_000)
    expect(findJsonError(`"${'\\u00e4'.repeat(300_000)}`)?.offset).toBe(1_800_001)
  })
})

function messageOf(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
