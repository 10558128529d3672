import { expect, it, vi } from 'vitest'
import { createOutput, escapeControls } from './output.ts'

it('escapes what moves the cursor, ends a line or reorders one', () => {
  expect(escapeControls('a\u001b[2J\r\n\u0085\u2028\u202eb\u007f')).toBe(
    String.raw`a\u{1b}[2J\u{d}\u{a}\u{85}\u{2028}\u{202e}b\u{7f}`,
  )
})

it('leaves other text alone', () => {
  expect(escapeControls('Grüße, 世界 👩‍🚀')).toBe('Grüße, 世界 👩‍🚀')
})

it('indents further lines of an error, so that none can pass for another message', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  createOutput().error('one\ntwo\n')
  expect(write.mock.calls).toEqual([['tsgi: one\n'], ['tsgi:   two\n']])
  write.mockRestore()
})
