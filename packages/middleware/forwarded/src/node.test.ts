import { describe, expect, it } from 'vitest'
import { parseNode } from './node.ts'

describe('FW4 addresses have one spelling', () => {
  it.each([
    ['192.0.2.43', '192.0.2.43', 0],
    ['192.0.2.43:47011', '192.0.2.43', 47_011],
    ['[2001:db8:cafe::17]', '2001:db8:cafe::17', 0],
    ['[2001:db8:cafe::17]:4711', '2001:db8:cafe::17', 4711],
    ['[2001:DB8:0:0:0:0:0:1]', '2001:db8::1', 0],
    ['[::FFFF:192.0.2.1]', '192.0.2.1', 0],
    ['[::ffff:c000:201]:80', '192.0.2.1', 80],
    ['[::]', '::', 0],
  ])('%s', (text, address, port) => {
    expect(parseNode(text, false)).toEqual({ address, port })
    expect(parseNode(text, true)).toEqual({ address, port })
  })

  it.each(['2001:db8::17', '2001:DB8:0:0:0:0:0:17', '2001:db8:0::17'])(
    'X-Forwarded-For may have IPv6 without brackets, Forwarded may not: %s',
    (text) => {
      expect(parseNode(text, true)).toEqual({ address: '2001:db8::17', port: 0 })
      expect(parseNode(text, false)).toBeUndefined()
    },
  )
})

describe('FW4 every spelling of an IPv6 address is that of the system', () => {
  it.each([
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
    ['1::3:4:5:6:7:8', '1:0:3:4:5:6:7:8'],
    ['1::4:5:6:7:8', '1::4:5:6:7:8'],
    ['::3:4:5:6:7:8', '::3:4:5:6:7:8'],
    ['1:0:0:4::8', '1:0:0:4::8'],
    ['1:0:0:0:5::8', '1::5:0:0:8'],
    ['2001:0db8::000a', '2001:db8::a'],
    ['2001:DB8::A', '2001:db8::a'],
    ['fe80::10', 'fe80::10'],
    ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
    ['::ffff:0:192.0.2.1', '::ffff:0:c000:201'],
    ['::c000:201', '::192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1'],
  ])('%s is %s', (text, address) => {
    expect(parseNode(`[${text}]`, false)?.address).toBe(address)
    expect(parseNode(text, true)?.address).toBe(address)
  })
})

describe('FW5 addresses are parsed strictly', () => {
  it.each([
    '',
    'unknown',
    '_hidden',
    'unix:',
    'localhost',
    'example.com',
    '1',
    '127.1',
    '0x7f.0.0.1',
    '010.0.0.1',
    '127.0.0.01',
    '256.0.0.1',
    '1.2.3.4.5',
    '1.2.3.4/8',
    ' 1.2.3.4',
    '1.2.3.4\u00A0',
    '1.2.3.4:',
    '1.2.3.4:a',
    '1.2.3.4:-1',
    '1.2.3.4:65536',
    '1.2.3.4:1e3',
    '1.2.3.4:80:80',
    '[1.2.3.4]',
    '[::1',
    '::1]',
    '[]',
    '[::1]80',
    '[::1]:',
    '[[::1]]',
    '[fe80::1%eth0]',
    'fe80::1%eth0',
    '2001:db8::1::2',
    '2001:db8:1:2:3:4:5',
    '2001:db8:1:2:3:4:5:6:7',
    'http://1.2.3.4',
  ])('%j is none', (text) => {
    expect(parseNode(text, true)).toBeUndefined()
    expect(parseNode(text, false)).toBeUndefined()
  })
})

describe('FW12 ports that are hidden', () => {
  it('leave the address known', () => {
    expect(parseNode('192.0.2.43:_p0', false)).toEqual({ address: '192.0.2.43', port: 0 })
    expect(parseNode('[::1]:_p.0-_', false)).toEqual({ address: '::1', port: 0 })
    expect(parseNode('192.0.2.43:_', false)).toBeUndefined()
    expect(parseNode('192.0.2.43:_p 0', false)).toBeUndefined()
  })
})
