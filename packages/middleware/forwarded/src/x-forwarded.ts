/*
 * `X-Forwarded-For` is a list to which each proxy appends the peer that it saw. The other fields have one value, set by
 * whoever likes; where there are several, the last one is that of the nearest proxy, and the only one that it cannot have
 * from the client: proxies further out that pass a list on and those that append cannot be told apart.
 */
import type { Address, RequestHeaders } from '@tsgi/spec'
import { parseAuthority, parsePort, parsePrefix, parseScheme } from './facts.ts'
import { parseNode } from './node.ts'
import type { ForwardedFact, ResolvedOptions } from './options.ts'
import { leadsOn } from './told.ts'
import type { Told } from './told.ts'

/** Reads what a trusted peer sent. @throws ForwardedError */
export function readXForwarded(headers: RequestHeaders, options: ResolvedOptions): Told {
  const { take } = options
  const told = <T>(fact: ForwardedFact, parse: (text: string) => T): T | undefined => {
    const text = take.has(fact) ? lastElement(headers[`x-forwarded-${fact}`] ?? '') : undefined
    return text === undefined ? undefined : parse(text)
  }
  return {
    client: take.has('for') ? walk(headers['x-forwarded-for'] ?? '', options) : undefined,
    scheme: told('proto', parseScheme),
    authority: told('host', parseAuthority),
    port: told('port', parsePort),
    prefix: told('prefix', parsePrefix),
  }
}

/** From the right to the first address that is no trusted proxy, or to the last one before what is no address. */
function walk(value: string, options: ResolvedOptions): Address | undefined {
  let client: Address | undefined
  let hop = 0
  eachFromRight(value, (element) => {
    const address = parseNode(element, true)
    if (address === undefined) return false
    client = address
    return leadsOn(address, ++hop, options)
  })
  return client
}

function lastElement(value: string): string | undefined {
  let last: string | undefined
  eachFromRight(value, (element) => {
    last = element
    return false
  })
  return last
}

/** Visits the elements of a list that are not empty, from the right, as long as the visitor goes on; the rest costs nothing. */
function eachFromRight(value: string, visit: (element: string) => boolean): void {
  let end = value.length
  while (end > 0) {
    const comma = value.lastIndexOf(',', end - 1)
    const element = trimBlanks(value, comma + 1, end)
    if (element !== '' && !visit(element)) return
    end = comma
  }
}

/** Spaces and tabs only, where `trim` would take 0xA0 as well. */
function trimBlanks(value: string, from: number, to: number): string {
  let start = from
  let end = to
  while (start < end && isBlank(value[start])) start++
  while (end > start && isBlank(value[end - 1])) end--
  return value.slice(start, end)
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}
