import { expect, it } from 'vitest'
import { INFO } from '../test/run.ts'
import { createGateway } from './gateway.ts'

it('silences a reporter that throws: nobody is left to tell', () => {
  const gateway = createGateway(
    () => ({ status: 200, headers: {}, body: null }),
    INFO,
    () => {
      throw new Error('reporter')
    },
  )
  expect(() => gateway.report(new Error('fault'), null)).not.toThrow()
})
