import { conformanceApplication, conformanceCases, reasonToSkip, runCase } from '@tsgi/testing'
import type { ConformanceCase, Limitations } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { http2Sender } from './http2-sender.ts'
import { startHttp2Unchecked } from './http2-serve.ts'

const HTTP1 = 'that is HTTP/1'

const limitations: Limitations = {
  lacks: {
    upgrade: 'HTTP/2 has no upgrade',
    'http/1.0': HTTP1,
    'target-forms': HTTP1,
    'malformed-requests': 'the client of Node sends none; http2-frames.test.ts does',
  },
  exceptions: {
    'field-value-trimmed': 'blanks around values are malformed, and Node leaves such fields out',
    'trailers-not-asked-for': 'over HTTP/2 they need not be (SPEC TRAIL-1)',
  },
}

describe('SPEC.md over HTTP/2', () => {
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
  const { port } = await startHttp2Unchecked(conformanceApplication())
  await runCase(entry, http2Sender(`http://127.0.0.1:${port}`))
}
