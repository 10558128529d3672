import { describe, expect, it } from 'vitest'
import { runScenario } from './run-scenario.ts'
import type { Figures, Scenario, Setting } from './scenario.ts'
import { Unavailable } from './unavailable.ts'

/** A scenario whose measurements come from a function. */
function scenario(measure: (name: string) => Figures): Scenario {
  return {
    name: 'sample',
    about: 'a sample',
    contenders: ['node-http', 'tsgi', 'bun'],
    columns: [{ key: 'cost', title: 'cost' }],
    ratio: { of: 'cost', to: 'node-http' },
    prepare: async () => ({ notes: ['prepared'], measure: async (name) => measure(name) }),
  }
}

const setting: Setting = {
  async programs(name) {
    if (name === 'bun') throw new Unavailable('no bun here')
    return `/usr/bin/${name}`
  },
  warmUp: async () => {},
  load: async () => ({ requests: 0, seconds: 0, p50Micros: 0, p99Micros: 0 }),
  seconds: 0,
}
const options = { rounds: 3, contenders: ['node-http', 'tsgi', 'bun'] as const, onProgress: () => {} }

describe('runScenario', () => {
  it('lets contenders take turns and reports medians and ratios', async () => {
    const order: string[] = []
    const costs = [10, 4, 30, 5, 20, 9]
    const measured = scenario((name) => ({ cost: costs[order.push(name) - 1]! }))

    const { rows, rounds } = await runScenario(measured, setting, options)

    expect(order).toEqual(['node-http', 'tsgi', 'node-http', 'tsgi', 'node-http', 'tsgi'])
    expect(rounds).toBe(3)
    expect(rows).toMatchObject([
      { contender: 'node-http', figures: { cost: 20 }, ratio: 1 },
      {
        contender: 'tsgi',
        figures: { cost: 5 },
        ratio: 0.25,
        samples: [{ cost: 4 }, { cost: 5 }, { cost: 9 }],
      },
    ])
  })

  it('leaves out by name what cannot be had', async () => {
    const { notes, hasFailed } = await runScenario(
      scenario(() => ({ cost: 1 })),
      setting,
      options,
    )
    expect(notes).toEqual(['prepared', 'left out: bun: no bun here'])
    expect(hasFailed).toBe(false)
  })

  it('drops a contender that fails, and goes on with the others', async () => {
    const measured = scenario((name) => {
      if (name === 'node-http') throw new Error('It answers wrongly')
      return { cost: 7 }
    })
    const { rows, notes, hasFailed } = await runScenario(measured, setting, options)
    expect(rows).toMatchObject([{ contender: 'tsgi', figures: { cost: 7 }, ratio: undefined }])
    expect(notes).toContain('FAILED: node-http: It answers wrongly')
    expect(hasFailed).toBe(true)
  })

  it('measures nothing where nobody takes part', async () => {
    const { rows, notes } = await runScenario(
      scenario(() => ({})),
      setting,
      { ...options, contenders: ['koa'] },
    )
    expect(rows).toEqual([])
    expect(notes).toEqual([])
  })
})
