import { describe, expect, it } from 'vitest'
import type { Result } from '../run-scenario.ts'
import { markdownTable, ratioLegend, resultCells, textTable } from './table.ts'

const result: Result = {
  scenario: {
    name: 'hello',
    about: 'hello world',
    contenders: ['node-http', 'tsgi'],
    columns: [
      { key: 'rate', title: 'requests/s' },
      { key: 'cpu', title: 'CPU µs/request', decimals: 2 },
    ],
    ratio: { of: 'cpu', to: 'node-http' },
    prepare: async () => ({ notes: [], measure: async () => ({}) }),
  },
  rounds: 3,
  rows: [
    { contender: 'node-http', figures: { rate: 1_234_567.8, cpu: 15.678 }, ratio: 1, samples: [] },
    { contender: 'tsgi', figures: { rate: 999, cpu: 7 }, ratio: undefined, samples: [] },
  ],
  notes: [],
  hasFailed: false,
}

describe('resultCells', () => {
  it('has a row for each contender, its figures rounded, then the ratio', () => {
    expect(resultCells(result)).toEqual([
      ['contender', 'requests/s', 'CPU µs/request', 'ratio'],
      ['node-http', '1 234 568', '15.68', '1.00'],
      ['tsgi', '999', '7.00', '–'],
    ])
  })
})

describe('ratioLegend', () => {
  it('says what is compared with whom', () => {
    expect(ratioLegend(result)).toBe('ratio: CPU µs/request compared with node-http')
  })
})

const cells = [
  ['name', 'n'],
  ['a', '10'],
]

describe('textTable', () => {
  it('puts text to the left and numbers to the right', () => {
    expect(textTable(cells)).toBe('name    n\na      10')
  })
})

describe('markdownTable', () => {
  it('is aligned for readers of its source, too', () => {
    expect(markdownTable(cells)).toBe('| name |   n |\n| ---- | --: |\n| a    |  10 |')
  })
})
