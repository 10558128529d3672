import {
  conformanceApplication,
  conformanceCases,
  HTTP2_LIMITATIONS,
  http2Sender,
  reasonToSkip,
  runCase,
} from '@tsgi/testing'
import type { ConformanceCase } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { startHttp2Unchecked } from './http2-serve.ts'

describe('SPEC.md over HTTP/2', () => {
  for (const entry of conformanceCases) {
    const reason = reasonToSkip(entry, HTTP2_LIMITATIONS)
    const because = reason === undefined ? '' : `: ${reason}`
    it.skipIf(reason !== undefined)(`${entry.id} (${entry.rules.join(', ')})${because}`, () =>
      assertConformance(entry),
    )
  }

  it('has cases to run', () => {
    expect(
      conformanceCases.filter((entry) => reasonToSkip(entry, HTTP2_LIMITATIONS) === undefined),
    ).not.toHaveLength(0)
  })
})

async function assertConformance(entry: ConformanceCase): Promise<void> {
  const { port } = await startHttp2Unchecked(conformanceApplication())
  await runCase(entry, http2Sender({ host: '127.0.0.1', port }))
}
