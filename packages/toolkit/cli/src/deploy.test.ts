import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { optionNames, variablesOf } from './options/table.ts'

const read = (name: string): string => readFileSync(new URL(`../deploy/${name}`, import.meta.url), 'utf8')

const files = ['Dockerfile', 'compose.yaml', 'kubernetes.yaml', 'tsgi.service']

describe('files of deploy/', () => {
  it.each(files)('%s sets variables that there are', (name) => {
    const known = optionNames.flatMap(variablesOf)
    const used = read(name).match(/\bTSGI_[A-Z0-9_]+/g) ?? []
    expect(used.filter((variable) => !known.includes(variable))).toEqual([])
  })

  it.each([
    ['compose.yaml', /stop_grace_period: (\d+)s/],
    ['kubernetes.yaml', /terminationGracePeriodSeconds: (\d+)/],
  ])('%s waits longer than the command takes to stop', (name, limit) => {
    const text = read(name)
    const setting = (variable: string): number =>
      Number(new RegExp(`${variable}(?:, value)?: '(\\d+)'`).exec(text)?.[1])
    expect(Number(limit.exec(text)?.[1])).toBeGreaterThan(setting('TSGI_GRACE') + setting('TSGI_DRAIN_DELAY'))
  })

  it('the unit of systemd does not start again what cannot start', () => {
    expect(read('tsgi.service')).toContain('RestartPreventExitStatus=2 65 66 78')
  })
})
