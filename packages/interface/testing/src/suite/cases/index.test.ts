import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { conformanceCases } from './index.ts'

/** Rules that no client can see kept or broken, and where they are tested instead. */
const NOT_ON_THE_WIRE: Readonly<Record<string, string>> = {
  'CALL-4': 'says when middleware is wired: visible only inside of the process',
  'PATH-9': 'is the duty of mounting middleware: tests of @tsgi/compose',
  'PATH-10': 'is the duty of whoever matches paths: tests of segments() in @tsgi/message',
  'HEAD-10': 'recommends something to applications: the validator warns',
  'BODY-8': 'is the duty of applications and middleware: the validator checks',
  'BODY-14': 'is the duty of middleware that transforms streams: the validator warns',
  'BODY-16': 'explains how generators of JavaScript behave: no server can change it',
  'LEN-5': 'is the duty of middleware that changes bodies: the validator checks',
  'EXT-2': 'concerns extensions of a runtime: tests of the adapter that has one',
  'UPGR-6': 'happens when a server closes: tests of @tsgi/server',
  'LIFE-1': 'happens before the first request: tests of @tsgi/exchange and @tsgi/server',
  'LIFE-2': 'happens after the last request: tests of @tsgi/exchange and @tsgi/server',
  'CONF-1': 'is about this suite itself',
}

const specification = readFileSync(new URL('../../../../spec/SPEC.md', import.meta.url), 'utf8')
const rules = [...specification.matchAll(/^- \*\*([A-Z]+-[0-9]+)\*\*/gm)].map(([, rule]) => rule!)
const shown = new Set(conformanceCases.flatMap((entry) => entry.rules))

describe('the conformance suite', () => {
  it('has at least 120 cases', () => {
    expect(conformanceCases.length).toBeGreaterThanOrEqual(120)
  })

  it('finds the rules of SPEC.md', () => {
    expect(rules.length).toBeGreaterThan(80)
    expect(new Set(rules).size).toBe(rules.length)
  })

  it.each(rules)('shows %s, or says why that does not show on the wire', (rule) => {
    expect(shown.has(rule)).not.toBe(Object.hasOwn(NOT_ON_THE_WIRE, rule))
  })

  it('names no rule that SPEC.md has not got', () => {
    const named = [...shown, ...Object.keys(NOT_ON_THE_WIRE)]
    expect(named.filter((rule) => !rules.includes(rule))).toEqual([])
  })

  it('gives each case a name of its own that can stand in a path', () => {
    const ids = conformanceCases.map(({ id }) => id)
    expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id) || id === 'journal')).toEqual([])
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })

  it('asks for observation wherever a case may look at the journal', () => {
    const looking = conformanceCases.filter((entry) => 'expect' in entry && recordsAnything(entry.expect))
    expect(looking.filter(({ needs }) => needs?.includes('observation') !== true)).toEqual([])
  })
})

function recordsAnything(expected: object): boolean {
  return 'recorded' in expected || 'unrecorded' in expected
}
