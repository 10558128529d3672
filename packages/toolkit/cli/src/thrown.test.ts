import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { messageOf, positionIn } from './thrown.ts'

const file = resolve('src/db.ts')

describe('messageOf', () => {
  it.each([
    [new Error('boom'), 'boom'],
    [new Error('cannot find it\nRequire stack:\n- /a.js'), 'cannot find it'],
    [new TypeError(), 'TypeError'],
    ['a string', `'a string'`],
    [undefined, 'undefined'],
    [Object.create(null), '[Object: null prototype] {}'],
  ])('of %j is one line', (thrown, message) => {
    expect(messageOf(thrown)).toBe(message)
  })
})

describe('positionIn', () => {
  it.each([
    ['a frame of a function', `Error: boom\n    at connect (${file}:12:5)`],
    ['a frame of an ES module', `Error: boom\n    at async ${pathToFileURL(file).href}:12:5`],
    ['a frame of a compiled module', `Error: boom\n    at ${file}:12:5`],
    ['the head of a syntax error', `${pathToFileURL(file).href}:12\n  let x = ;\n          ^`],
    ['the second line of a message of the compiler', `Error: ParseError: Unexpected token  \n ${file}:12:5`],
  ])('reads %s', (_what, trace) => {
    expect(positionIn(trace)).toBe('src/db.ts:12')
  })

  it('passes over files of Node, of packages and of this one', () => {
    const trace = `Error: boom
      at node:internal/modules/esm/loader:1:2
      at f (/app/node_modules/pg/index.js:1:2)
      at load (${import.meta.url}:1:2)
      at main (${file}:12:5)`
    expect(positionIn(trace)).toBe('src/db.ts:12')
  })

  it('keeps the whole path outside of the working directory', () => {
    expect(positionIn('    at /elsewhere/a b.js:1:2')).toBe('/elsewhere/a b.js:1')
  })

  it('finds none in a message that ends like a position', () => {
    expect(positionIn('Error: connect ECONNREFUSED 127.0.0.1:5432\nError: GET /a:12')).toBeUndefined()
  })
})
