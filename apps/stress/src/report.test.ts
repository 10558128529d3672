import { describe, expect, it } from 'vitest'
import { atMost, exactly, noisy, told } from './finding.ts'
import { failures, markdownReport, textTable } from './report.ts'
import type { Result } from './report.ts'

const latency = noisy(atMost('honest p99', 12.34, 10, 'ms'))
const result: Result = {
  scenario: { id: 'G9', name: 'slowloris', title: 'heads that come slowly', run: () => Promise.resolve([]) },
  findings: [told('connections', 1000), exactly('that failed', '', ''), latency],
  seconds: 1.25,
  runs: 2,
}

describe('failures', () => {
  it('judges what the machine can spoil at full size only', () => {
    expect(failures(result.findings, 'full')).toEqual([latency])
    expect(failures(result.findings, 'small')).toEqual([])
  })
})

describe('textTable', () => {
  it('has a headline, and a line for each finding', () => {
    expect(textTable(result, 'small').split('\n')).toEqual([
      'G9 slowloris (1.3 s, run 2): heads that come slowly',
      '  connections  1 000',
      '  that failed  none     none     ok',
      '  honest p99   12.3 ms  ≤ 10 ms  not judged',
      '',
    ])
  })
})

describe('markdownReport', () => {
  it('tells the command, the machine, what was missed, and everything', () => {
    const text = markdownReport([result], 'full', ['G9', '--markdown'])
    expect(text).toContain('by `npx -y pnpm@10.34.9 test:stress G9 --markdown`')
    expect(text).toContain('2 figures were judged, 1 missed.')
    expect(text).toContain(`- Node ${process.versions.node}, `)
    expect(text).toContain('| G9  | [slowloris](#slowloris) | honest p99 | 12.3 ms  | ≤ 10 ms |')
    expect(text).toContain('The figures are those of run 2.')
    expect(text).toContain('| that failed | none     | none    | ok      |')
  })
})
