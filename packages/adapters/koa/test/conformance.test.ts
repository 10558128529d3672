import { conformanceApplication, conformanceCases, httpSender, reasonToSkip, runCase } from '@tsgi/testing'
import type { ConformanceCase, Limitations } from '@tsgi/testing'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'
import { toKoa } from '../src/index.ts'
import { listenKoa } from './listen.ts'

const limitations: Limitations = {
  lacks: {
    'any-method': 'node:http refuses methods that it does not know',
    upgrade: 'Koa has no upgrades: node:http does not ask a listener of requests',
  },
  exceptions: {
    'method-brew': 'node:http refuses methods that it does not know',
    'target-authority': 'node:http closes the connection of a CONNECT that nobody listens to',
  },
}

describe('SPEC.md within Koa', () => {
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
  const app = new Koa()
  app.silent = true
  app.use(toKoa(conformanceApplication()))
  const port = await listenKoa(app)
  await runCase(entry, httpSender({ host: '127.0.0.1', port }))
}
