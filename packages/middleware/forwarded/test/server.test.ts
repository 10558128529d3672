import { describe, expect, it } from 'vitest'
import { CLIENT, get, seenOf, serveTold } from './front.ts'

const TRUST = [`${CLIENT}/32`, '10.0.0.0/8']

describe('on a server', () => {
  it('FW2 several lines are one list, in their order', async () => {
    const port = await serveTold({ trust: TRUST })
    const lines = ['203.0.113.7, 192.0.2.1', '10.0.0.2', '10.0.0.3, ']
    expect((await seenOf(port, { 'x-forwarded-for': lines })).remote?.address).toBe('192.0.2.1')
    expect((await seenOf(port, { 'x-forwarded-proto': ['https', 'http'] })).scheme).toBe('http')
  })

  it('FW6 a quoted string does not end with its line', async () => {
    const port = await serveTold({ trust: TRUST, header: 'forwarded' })
    const lines = ['for=203.0.113.7', 'for=192.0.2.1;proto=https', 'for="10.0.0.2:80"']
    const { remote, scheme } = await seenOf(port, { forwarded: lines })
    expect([remote?.address, scheme]).toEqual(['192.0.2.1', 'https'])
    expect((await get(port, { forwarded: ['for="', 'for=192.0.2.1'] })).status).toBe(400)
  })

  it('FW10 a host that was told does not stand beside another', async () => {
    const port = await serveTold({ trust: TRUST, take: ['host'] })
    const { authority, headers } = await seenOf(port, { 'x-forwarded-host': 'shop.example' })
    expect([authority, headers['host']]).toEqual(['shop.example', 'shop.example'])
  })
})
