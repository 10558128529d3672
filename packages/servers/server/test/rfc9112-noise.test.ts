import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serve } from '@tsgi/server'
import type { Server } from '@tsgi/server'
import { xorshift } from '../../../protocol/http1/test/random.ts'
import { faultOf, noise, swallow } from './rfc9112-noise.ts'

const CONVERSATIONS = 1500
const AT_A_TIME = 10

describe('G18 octets that mean little', () => {
  const errors: unknown[] = []
  let server: Server
  beforeAll(async () => {
    server = await serve(swallow, { port: 0, onError: (error) => errors.push(error) })
  })
  afterAll(() => server.close({ graceMs: 0 }))

  it(`are refused or end the connection, soon: ${CONVERSATIONS} times`, async () => {
    const random = xorshift(18)
    const { port } = server.address as { port: number }
    const faults: object[] = []
    for (let done = 0; done < CONVERSATIONS; done += AT_A_TIME) {
      const samples = Array.from({ length: AT_A_TIME }, () => noise(random))
      const found = await Promise.all(samples.map((sample) => faultOf(port, sample)))
      for (const [index, fault] of found.entries()) {
        if (fault !== undefined) faults.push({ fault, parts: samples[index]!.parts.map(String) })
      }
    }
    expect(faults).toEqual([])
    expect(errors).toEqual([])
  })
})
