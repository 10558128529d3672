import { describe, expect, it } from 'vitest'
import { traceIdOf } from './traceparent.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'
const ZEROES = '0'.repeat(32)

describe('W3C Trace Context Level 2 §3.2.2', () => {
  it.each(['00', '01', '02', '03', 'ff'])(
    'reads version 00 with the flags %s, whatever they mean',
    (flags) => {
      expect(traceIdOf(`00-${TRACE}-${PARENT}-${flags}`)).toBe(TRACE)
    },
  )

  it.each([`01-${TRACE}-${PARENT}-01`, `cc-${TRACE}-${PARENT}-01-what-comes`, `fe-${TRACE}-${PARENT}-00-`])(
    'reads what is known of a later version: %s',
    (value) => {
      expect(traceIdOf(value)).toBe(TRACE)
    },
  )

  it.each([
    '',
    '00',
    TRACE,
    // 00 ends where it ends
    `00-${TRACE}-${PARENT}-01-`,
    `00-${TRACE}-${PARENT}-01-00`,
    `00-${TRACE}-${PARENT}-01.`,
    `00-${TRACE}-${PARENT}-0`,
    `00-${TRACE}-${PARENT}`,
    // What is forbidden
    `ff-${TRACE}-${PARENT}-01`,
    `00-${ZEROES}-${PARENT}-01`,
    `00-${TRACE}-${ZEROES.slice(16)}-01`,
    // Later versions go on behind a hyphen
    `cc-${TRACE}-${PARENT}-01.what`,
    `cc-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`,
    // Lower case, hexadecimal, in their places
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-0A`,
    `0G-${TRACE}-${PARENT}-01`,
    `00-${TRACE.slice(1)}g-${PARENT}-01`,
    `00-${TRACE.slice(1)}-0${PARENT}-01`,
    `00_${TRACE}_${PARENT}_01`,
    ` 00-${TRACE}-${PARENT}-01`,
    // Two lines, joined
    `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`,
  ])('refuses %o', (value) => {
    expect(traceIdOf(value)).toBeUndefined()
  })

  it('HD5 takes no longer for long values', () => {
    expect(traceIdOf(`00-${'0'.repeat(100_000)}`)).toBeUndefined()
    expect(traceIdOf('cc-'.repeat(50_000))).toBeUndefined()
  })
})
