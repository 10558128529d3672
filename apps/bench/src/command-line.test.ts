import { describe, expect, it } from 'vitest'
import { parseCommandLine } from './command-line.ts'
import { CONTENDER_NAMES } from './contender-table.ts'
import { SCENARIOS } from './scenarios/index.ts'

describe('parseCommandLine', () => {
  it('means everything when it says nothing', () => {
    expect(parseCommandLine([])).toMatchObject({
      scenarios: SCENARIOS,
      contenders: CONTENDER_NAMES,
      rounds: 3,
      node: undefined,
      markdown: false,
    })
  })

  it('takes scenarios, contenders and figures', () => {
    const { scenarios, ...rest } = parseCommandLine([
      'json',
      'hello',
      '--contender',
      'tsgi,koa',
      '--seconds',
      '0.5',
    ])
    expect(scenarios.map(({ name }) => name)).toEqual(['json', 'hello'])
    expect(rest).toMatchObject({ contenders: ['tsgi', 'koa'], seconds: 0.5 })
  })

  it.each([
    [['helo'], 'scenario is one of hello'],
    [['--contender', 'rails'], 'contender is one of node-http'],
    [['--node', '18'], 'node is one of 20, 22, 24, 26: got 18'],
    [['--rounds', '0'], 'rounds is a number from 1 up'],
    [['--seconds', 'long'], 'seconds is a number from 0.1 up'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j', (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(message)
  })
})
