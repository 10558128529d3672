import { describe, expect, it } from 'vitest'
import { trustedPeers } from './index.ts'

describe('NT10 trusted peers', () => {
  it('are those whose address or network is listed', () => {
    const isTrusted = trustedPeers(['192.0.2.7', '10.0.0.0/8', '2001:db8::7', '2001:db8:1::/48', 'fe80::/10'])
    const trusted = [
      '192.0.2.7',
      '10.0.0.0',
      '10.255.255.255',
      '2001:db8::7',
      '2001:DB8:1:ffff::1',
      'fe80::1%eth0',
    ]
    expect(trusted.filter((peer) => !isTrusted(peer))).toEqual([])
    const others = ['192.0.2.8', '9.255.255.255', '11.0.0.0', '2001:db8::8', '2001:db8:2::', '::1', 'a00::']
    expect(others.filter(isTrusted)).toEqual([])
  })

  it('are recognized in their IPv4-mapped form', () => {
    const isTrusted = trustedPeers(['10.0.0.0/8'])
    expect([isTrusted('::ffff:10.1.2.3'), isTrusted('::ffff:a01:203'), isTrusted('::ffff:11.1.2.3')]).toEqual(
      [true, true, false],
    )
  })

  it('are on a unix socket only when that is listed', () => {
    expect(trustedPeers(['unix'])(null)).toBe(true)
    expect(trustedPeers(['unix'])('127.0.0.1')).toBe(false)
    expect(trustedPeers(['127.0.0.1'])(null)).toBe(false)
  })

  it('are all only when that is spelled out', () => {
    const isTrusted = trustedPeers(['everyone'])
    expect([null, '192.0.2.1', '2001:db8::1'].every(isTrusted)).toBe(true)
  })

  it('are none in an empty list', () => {
    expect([null, '127.0.0.1', '::1'].some(trustedPeers([]))).toBe(false)
  })

  it('are never what is no address', () => {
    const isTrusted = trustedPeers(['127.0.0.1', '::1', 'unix'])
    expect(
      ['', 'localhost', 'unix', '127.0.0.1 ', '[::1]', '127.0.0.1:80', '%eth0'].filter(isTrusted),
    ).toEqual([])
  })

  it.each(['0.0.0.0/0', '::/0', '::/64', '::ffff:0.0.0.0/96', '::ffff:0:0/96'])(
    'are not all by the network %s',
    (network) => {
      expect(() => trustedPeers([network])).toThrow(
        `Trusted peer "${network}" holds everyone: if that is meant, write 'everyone'`,
      )
      expect(() => trustedPeers(['everyone', network])).toThrow(TypeError)
    },
  )

  it.each([
    '',
    ' ',
    '*',
    'all',
    'localhost',
    '10',
    '10.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '10.0.0.0/8.0',
    '10.0.0.0/1e1',
    '10.0.0.0/255.0.0.0',
    '10.0.0.0/8/8',
    '010.0.0.0/8',
    ' 10.0.0.0/8',
    '10.0.0.0/8\n',
    '/8',
    '2001:db8::/129',
    'fe80::1%eth0',
    'fe80::%eth0/10',
    '[::1]',
    '127.0.0.1:80',
    'Unix',
  ])('cannot be %j', (entry) => {
    expect(() => trustedPeers(['127.0.0.1', entry])).toThrow('is no address, no network')
  })

  it.each(['10.0.0.1/8', '192.0.2.128/24', '2001:db8::1/64', '::1/127', 'fe80:1::/10'])(
    'cannot be %s, which may be meant as address or as network',
    (entry) => {
      expect(() => trustedPeers([entry])).toThrow('has bits beyond its prefix')
    },
  )

  it('are given as a list of strings', () => {
    expect(() => trustedPeers('10.0.0.0/8' as unknown as string[])).toThrow(
      'Trusted peers are a list, got string',
    )
    expect(() => trustedPeers([7] as unknown as string[])).toThrow('A trusted peer is a string, got number')
  })
})
