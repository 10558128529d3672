import { BlockList, isIP } from 'node:net'

/** Trusts every peer, and says so. */
const EVERYONE = 'everyone'
/** Trusts the peers of unix sockets, which have no address. */
const UNIX = 'unix'

/**
 * Makes a predicate that tells the peers whose word counts, proxies mostly, from all others.
 * @param list addresses (`'192.0.2.7'`, `'2001:db8::7'`), networks (`'10.0.0.0/8'`), `'unix'` for the peers of unix
 *   sockets, `'everyone'`; an empty list trusts nobody
 * @returns takes the address of a peer as sockets tell it, or `null` for the peer of a unix socket
 * @throws TypeError for an entry that is none of these, and for a network that holds everyone: trusting everybody has
 *   to be meant
 */
export function trustedPeers(list: readonly string[]): (peer: string | null) => boolean {
  if (!Array.isArray(list)) throw new TypeError(`Trusted peers are a list, got ${typeof list}`)
  const networks = new BlockList()
  for (const entry of list) if (entry !== EVERYONE && entry !== UNIX) add(networks, parseNetwork(entry))
  if (list.includes(EVERYONE)) return () => true

  const hasUnix = list.includes(UNIX)
  return (peer) => (peer === null ? hasUnix : isIn(networks, peer))
}

/** An IPv4-mapped peer is in IPv4 networks too. A zone tells how a peer is reached, not who it is. */
function isIn(networks: BlockList, peer: string): boolean {
  const address = peer.split('%', 1)[0]!
  return isIP(address) !== 0 && networks.check(address, familyOf(address))
}

interface Network {
  readonly address: string
  /** Leading bits that count. */
  readonly prefix: number
}

function parseNetwork(entry: unknown): Network {
  if (typeof entry !== 'string') throw new TypeError(`A trusted peer is a string, got ${typeof entry}`)
  const [address, prefixText, ...rest] = entry.split('/') as [string, ...string[]]
  const bits = address.includes('%') ? 0 : BITS[isIP(address)]!
  const prefix = prefixText === undefined ? bits : Number(prefixText)
  const isWritten = prefixText === undefined || String(prefix) === prefixText
  if (
    bits === 0 ||
    rest.length > 0 ||
    !isWritten ||
    !Number.isInteger(prefix) ||
    prefix < 0 ||
    prefix > bits
  ) {
    throw badEntry(entry, `is no address, no network, and neither '${UNIX}' nor '${EVERYONE}'`)
  }

  const network = { address, prefix }
  if (holdsEveryone(network)) throw badEntry(entry, `holds everyone: if that is meant, write '${EVERYONE}'`)
  const hostBits = toNumber(address) % 2n ** BigInt(bits - prefix)
  if (hostBits !== 0n)
    throw badEntry(entry, `has bits beyond its prefix: write ${address}, or the first address`)
  return network
}

/** By the version that `isIP` tells. */
const BITS: Readonly<Record<number, number>> = { 0: 0, 4: 32, 6: 128 }

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6'
}

function add(networks: BlockList, { address, prefix }: Network): void {
  networks.addSubnet(address, prefix, familyOf(address))
}

/** All of IPv4, which `::/64` holds as well in its mapped form, or all of IPv6: the first address and the last. */
function holdsEveryone(network: Network): boolean {
  const list = new BlockList()
  add(list, network)
  return (
    (list.check('0.0.0.0', 'ipv4') && list.check('255.255.255.255', 'ipv4')) ||
    (list.check('::', 'ipv6') && list.check('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'ipv6'))
  )
}

function toNumber(address: string): bigint {
  return isIP(address) === 4 ? inBase(256n, address.split('.')) : inBase(65_536n, groupsOf(address))
}

function inBase(base: bigint, digits: readonly string[]): bigint {
  return digits.reduce((number, digit) => number * base + BigInt(digit), 0n)
}

/** The eight groups of an IPv6 address. A URL has them in hexadecimal, the last two included, and at most one `::`. */
function groupsOf(address: string): string[] {
  const { hostname } = new URL(`http://[${address}]`)
  const [head, tail] = hostname
    .slice(1, -1)
    .split('::')
    .map((part) => part.split(':').filter(Boolean)) as [string[], string[]?]
  const zeros = new Array<string>(8 - head.length - (tail?.length ?? 0)).fill('0')
  return [...head, ...zeros, ...(tail ?? [])].map((group) => `0x${group}`)
}

function badEntry(entry: string, problem: string): TypeError {
  return new TypeError(`Trusted peer ${JSON.stringify(entry)} ${problem}`)
}
