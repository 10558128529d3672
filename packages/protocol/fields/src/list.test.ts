import { describe, expect, test } from 'vitest'
import { splitList } from './list.ts'

describe('RFC 9110 §5.6.1 Lists', () => {
  test('are split at commas, without the blanks around elements', () => {
    expect(splitList('a, b,c\t ,\td')).toEqual(['a', 'b', 'c', 'd'])
    expect(splitList('a')).toEqual(['a'])
  })

  test('lose their empty elements', () => {
    expect(splitList(',a,, ,\t, b,')).toEqual(['a', 'b'])
    expect(splitList('')).toEqual([])
    expect(splitList(' , ')).toEqual([])
  })

  test('are not split inside quoted strings (FW6)', () => {
    expect(splitList('a="b, c", d')).toEqual(['a="b, c"', 'd'])
    expect(splitList(String.raw`"a\", b", c`)).toEqual([String.raw`"a\", b"`, 'c'])
    expect(splitList(String.raw`"a\\", b`)).toEqual([String.raw`"a\\"`, 'b'])
    expect(splitList('for="[2001:db8::1]:80", for=192.0.2.1;by="a,b"')).toEqual([
      'for="[2001:db8::1]:80"',
      'for=192.0.2.1;by="a,b"',
    ])
  })

  test.each(['"a', 'a, "b', 'a"b, c', String.raw`"a\"`, '"a\\', '"a\0", b'])(
    'are malformed when a quoted string is: %j',
    (value) => expect(splitList(value)).toBeUndefined(),
  )

  test('lose no blanks but spaces and tabs (HD8)', () => {
    expect(splitList('\xa0a,\vb,\u3000c')).toEqual(['\xa0a', '\vb', '\u3000c'])
  })

  test('have as many elements as the limit, or are refused: they are never shortened (HD2)', () => {
    expect(splitList('a, b, c', { limit: 3 })).toEqual(['a', 'b', 'c'])
    expect(splitList('a, b, c, d', { limit: 3 })).toBeUndefined()
    expect(splitList(', a,, b,, c,', { limit: 3 })).toEqual(['a', 'b', 'c'])
  })
})
