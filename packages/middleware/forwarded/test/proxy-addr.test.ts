import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { clientOf } from './seen.ts'

/*
 * What Express walks by: `proxy-addr`, with `forwarded`, which comes with it. Where addresses are well-formed there is one
 * right answer.
 */
type Trust = (address: string, hop: number) => boolean
interface ProxyAddr {
  (req: object, trust: Trust): string
  compile(list: readonly string[]): Trust
}

const require = createRequire(createRequire(import.meta.url).resolve('express'))
const proxyAddr = require('proxy-addr') as ProxyAddr

const PEER = '10.0.0.1'
const ELEMENTS = ['192.0.2.1', '10.0.0.2', '2001:db8::1', '']
const SEPARATORS = [',', ', ', ' , ']

/** Every list of up to four elements. */
function lists(): string[][] {
  let all: string[][] = [[]]
  const found: string[][] = []
  for (let length = 1; length <= 4; length++) {
    all = all.flatMap((list) => ELEMENTS.map((element) => [...list, element]))
    found.push(...all)
  }
  return found
}

function theirs(value: string, trust: Trust): string {
  return proxyAddr({ headers: { 'x-forwarded-for': value }, socket: { remoteAddress: PEER } }, trust)
}

describe('the walk is that of proxy-addr', () => {
  it.each([
    [[]],
    [['10.0.0.0/8']],
    [['10.0.0.1']],
    [['10.0.0.0/8', '192.0.2.1']],
    [['10.0.0.0/8', '2001:db8::/32']],
    [['10.0.0.0/8', '192.0.2.1', '2001:db8::1']],
  ])('for the trusted %j', async (trust) => {
    for (const [index, list] of lists().entries()) {
      const value = list.join(SEPARATORS[index % SEPARATORS.length])
      const theirTrust = trust.length === 0 ? () => false : proxyAddr.compile(trust)
      const sent = { 'x-forwarded-for': value.trim() }
      expect([value, await clientOf({ trust }, { headers: sent })]).toEqual([
        value,
        theirs(value, theirTrust),
      ])
    }
  })

  it.each([0, 1, 2, 3, 4, 5])('for %i proxies', async (trust) => {
    for (const list of lists()) {
      const value = list.join(', ')
      const sent = { 'x-forwarded-for': value.trim() }
      const expected = theirs(value, (_address, hop) => hop < trust)
      expect([value, await clientOf({ trust }, { headers: sent })]).toEqual([value, expected])
    }
  })
})

describe('it differs where proxy-addr hands on what is no address', () => {
  it.each(['unknown', 'unix:', '192.0.2.1:4711', '[2001:db8::1]', '1.2.3.4<script>'])(
    '%s',
    async (element) => {
      expect(theirs(element, () => true)).toBe(element)
      const expected = { '192.0.2.1:4711': '192.0.2.1', '[2001:db8::1]': '2001:db8::1' }[element] ?? PEER
      expect(await clientOf({ trust: ['everyone'] }, { headers: { 'x-forwarded-for': element } })).toBe(
        expected,
      )
    },
  )
})
