import { describe, expect, it } from 'vitest'
import type { Result } from '../run-scenario.ts'
import { firstVersion } from './machine.ts'
import { jsonReport, markdownReport, textHead, textResult } from './report.ts'
import type { Run } from './report.ts'

const run: Run = {
  origin: {
    date: '2025-01-31',
    machine: 'Processor, 2 cores, 8 GiB, Linux 6.1',
    isPinned: true,
    versions: { node: '24.0.0', wrk: '4.1.0' },
  },
  arguments: ['startup', '--markdown'],
  seconds: 1,
  warmUpSeconds: 0.5,
}
const result: Result = {
  scenario: {
    name: 'startup',
    about: 'from start to first answer',
    contenders: ['node-http', 'bun'],
    columns: [{ key: 'ms', title: 'ms' }],
    ratio: { of: 'ms', to: 'node-http' },
    prepare: async () => ({ notes: [], measure: async () => ({}) }),
  },
  rounds: 1,
  rows: [{ contender: 'node-http', figures: { ms: 40 }, ratio: 1, samples: [{ ms: 40 }] }],
  notes: ['left out: bun: it is not there'],
  hasFailed: false,
}

describe('markdownReport', () => {
  it('tells machine, versions, date and command, then a table for each scenario', () => {
    expect(markdownReport(run, [result])).toBe(`# Results

Made on 2025-01-31 by \`npx -y pnpm@10.34.9 bench startup --markdown\`. [README.md](README.md) says what is measured, and how. Ratios
hold on other machines, absolute figures do not.

- Machine: Processor, 2 cores, 8 GiB, Linux 6.1. Servers had a core of their own.
- Versions: node 24.0.0, wrk 4.1.0
- Loads of 1 s, after 0.5 s to warm up.

## startup

From start to first answer. One round; ratio: ms compared with node-http.

| contender |  ms | ratio |
| --------- | --: | ----: |
| node-http |  40 |  1.00 |

- left out: bun: it is not there
`)
  })
})

describe('textHead and textResult', () => {
  it('say the same for a terminal', () => {
    expect(textHead(run)).toContain('Processor, 2 cores')
    expect(textResult(result)).toContain(
      'startup: from start to first answer\ncontender   ms  ratio\nnode-http',
    )
    expect(textResult(result)).toContain('left out: bun: it is not there')
  })
})

describe('jsonReport', () => {
  it('has the figures of each round', () => {
    expect(JSON.parse(jsonReport(run, [result]))).toMatchObject({
      origin: { date: '2025-01-31' },
      scenarios: [
        { name: 'startup', contenders: { 'node-http': { ms: 40, ratio: 1, samples: [{ ms: 40 }] } } },
      ],
    })
  })
})

describe('firstVersion', () => {
  it('finds a version in what programs say about themselves', () => {
    expect(firstVersion('v20.20.2\n')).toBe('20.20.2')
    expect(firstVersion('nginx version: nginx/1.22.1')).toBe('1.22.1')
    expect(firstVersion('wrk debian/4.1.0-3+b2 [epoll]')).toBe('4.1.0')
    expect(firstVersion('none')).toBe('unknown')
  })
})
