/*
 * `Forwarded` is a list to which each proxy appends an element with all that it knows (RFC 7239 §4), so an element is
 * believed as a whole. Elements further out tell more of the client: their facts win.
 *
 * Quoted strings decide where elements begin. A client that opens one swallows what the proxies append, which shows as
 * bad syntax; that is refused, since to ignore it would pass the client off as the proxy.
 */
import { splitList } from '@tsgi/fields/list'
import { parseParameters } from '@tsgi/fields/parameters'
import type { RequestHeaders } from '@tsgi/spec'
import { parseAuthority, parseScheme } from './facts.ts'
import { ForwardedError } from './forwarded-error.ts'
import { parseNode } from './node.ts'
import type { ResolvedOptions } from './options.ts'
import { NOTHING, leadsOn } from './told.ts'
import type { Told } from './told.ts'

/** Reads what a trusted peer sent. @throws ForwardedError */
export function readStandard(headers: RequestHeaders, options: ResolvedOptions): Told {
  const elements = splitList(headers['forwarded'] ?? '')
  if (elements === undefined) throw malformed('a quoted string that does not end')
  const { take } = options
  const told: Told = { ...NOTHING }
  for (let hop = 1; hop <= elements.length; hop++) {
    const element = parseParameters(elements.at(-hop)!)
    if (element === undefined) throw malformed('an element that is no list of parameters')
    const proto = element.get('proto')
    const host = element.get('host')
    if (proto !== undefined && take.has('proto')) told.scheme = parseScheme(proto)
    if (host !== undefined && take.has('host')) told.authority = parseAuthority(host)
    const client = parseNode(element.get('for') ?? '', false)
    if (client === undefined) break
    if (take.has('for')) told.client = client
    if (!leadsOn(client, hop, options)) break
  }
  return told
}

function malformed(what: string): ForwardedError {
  return new ForwardedError('FORWARDED_SYNTAX', `A proxy passed on a Forwarded with ${what} (RFC 7239 §4)`)
}
