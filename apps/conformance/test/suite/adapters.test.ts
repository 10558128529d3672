import { describe, expect, it } from 'vitest'
import { conformanceCases } from '@tsgi/testing'
import { adapters } from '../../src/ways-in/adapters.ts'
import { nodeHttp, nodeHttp2 } from '../../src/ways-in/node-http.ts'
import { runSuite } from '../run-suite.ts'

runSuite(nodeHttp)
runSuite(nodeHttp2)
for (const adapter of adapters) runSuite(adapter)

describe('what an adapter cannot do', () => {
  const ids = new Set(conformanceCases.map(({ id }) => id))
  const features = new Set<string>(conformanceCases.flatMap(({ needs = [] }) => needs))

  it.each(adapters)('is about features and cases that there are: $name', ({ lacks, exceptions }) => {
    expect(Object.keys(lacks).filter((feature) => !features.has(feature))).toEqual([])
    expect(Object.keys(exceptions).filter((id) => !ids.has(id))).toEqual([])
  })
})
