import { conformanceApplication, conformanceCases, httpSender, reasonToSkip, runCase } from '@tsgi/testing'
import type { ConformanceCase, Limitations } from '@tsgi/testing'
import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { toFastify } from '../src/index.ts'
import { listen } from './listen.ts'

const limitations: Limitations = {
  lacks: {
    'any-method': 'Fastify has routes for the methods it knows',
    'expect-continue': 'the server of Fastify sends 100 (Continue) at once',
    upgrade: 'Fastify has no upgrades: node:http does not ask a listener of requests',
  },
  exceptions: {
    'call-fall-through': 'the not-found handler of Fastify answers',
    'method-brew': 'node:http refuses methods that it does not know',
    'method-propfind': 'Fastify has routes for the methods it knows',
    'path-raw-escaped-octets': 'Fastify refuses paths that are no UTF-8',
    'stream-failing-first': 'the error handler of Fastify answers, with content',
    'target-authority': 'node:http closes the connection of a CONNECT that nobody listens to',
  },
}

describe('SPEC.md within Fastify', () => {
  for (const entry of conformanceCases) {
    const reason = reasonToSkip(entry, limitations)
    const because = reason === undefined ? '' : `: ${reason}`
    it.skipIf(reason !== undefined)(`${entry.id} (${entry.rules.join(', ')})${because}`, () =>
      assertConformance(entry),
    )
  }

  it('has cases to run', () => {
    expect(
      conformanceCases.filter((entry) => reasonToSkip(entry, limitations) === undefined),
    ).not.toHaveLength(0)
  })
})

async function assertConformance(entry: ConformanceCase): Promise<void> {
  const instance = fastify()
  await instance.register(toFastify(conformanceApplication()))
  const port = await listen(instance)
  await runCase(entry, httpSender({ host: '127.0.0.1', port }))
}
