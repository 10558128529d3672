import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { CommandError } from './command-error.ts'
import { exitCodes } from './exit-codes.ts'
import { report } from './report.ts'

let printed = ''
beforeEach(() => {
  printed = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((printed += text), true))
})
afterEach(() => vi.restoreAllMocks())

it('tells a failure in one line', () => {
  const error = new CommandError(exitCodes.failed, 'cannot load app.ts: boom', { cause: new Error('boom') })
  expect(report(error, false)).toBe(exitCodes.failed)
  expect(printed).toBe('tsgi: cannot load app.ts: boom\n')
})

it('adds the stack of the cause when asked', () => {
  report(
    new CommandError(exitCodes.failed, 'cannot load app.ts: boom', { cause: new TypeError('boom') }),
    true,
  )
  expect(printed).toMatch(/^tsgi: cannot load app\.ts: boom\ntsgi: TypeError: boom\ntsgi: +at /)
})

it('asks to report a bug of the command, with its stack', () => {
  expect(report(new RangeError('impossible'), false)).toBe(exitCodes.internal)
  expect(printed).toMatch(
    /^tsgi: this is a bug in tsgi, please report it: RangeError: impossible\ntsgi: +at /,
  )
})
