import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CONTENDERS, CONTENDER_NAMES } from './contender-table.ts'
import { SCENARIOS } from './scenarios/index.ts'

describe('CONTENDERS', () => {
  it.each(CONTENDER_NAMES.filter((name) => CONTENDERS[name].program !== 'nginx'))(
    'has a program: %s',
    (name) => {
      expect(existsSync(new URL(`./contenders/${name}.ts`, import.meta.url))).toBe(true)
    },
  )

  it.each(CONTENDER_NAMES)('takes part somewhere: %s', (name) => {
    expect(SCENARIOS.some(({ contenders }) => contenders.includes(name))).toBe(true)
  })
})

describe('SCENARIOS', () => {
  it.each(SCENARIOS)('compares with one of its own: $name', ({ contenders, ratio }) => {
    expect(contenders).toContain(ratio.to)
  })

  it('leaves contenders for special scenarios out of the others', () => {
    const { contenders } = SCENARIOS.find(({ name }) => name === 'json')!
    expect(contenders).toContain('express')
    expect(contenders.filter((name) => CONTENDERS[name].isSpecial)).toEqual([])
  })
})
