import { expect, it } from 'vitest'
import { hasDecorators } from './decorators.ts'

it.each([
  ['class A {\n  @logged m() {}\n}', true],
  ['@service()\nexport class A {}', true],
  ['export default @service class A {}', true],
  ['class A { accessor q = 3 }', true],
  ["const address = 'a@b.example'", false],
  ['/**\n * @param a what it is\n */\nexport const a = 1', false],
])('sees decorators in %j: %s', (source, expected) => {
  expect(hasDecorators(source)).toBe(expected)
})
