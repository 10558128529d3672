import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, askApplication } from './ask.ts'
import { COMBINATIONS } from './combinations.ts'
import { startFront } from './front.ts'
import type { Front } from './front.ts'

/** Front servers that answer themselves when nobody else does. Lighttpd looks only once a second who is back. */
const REQUESTS = COMBINATIONS.filter(({ program, proxyProtocol }) => program !== 'lighttpd' && !proxyProtocol)

describe.each(REQUESTS)('$name', (combination) => {
  let front: Front
  beforeAll(async () => {
    front = await startFront(combination)
  })
  afterAll(() => front.close())

  it('says when the application is not there, and asks it as soon as it is', async () => {
    expect(await askApplication(front.port, '/before')).toMatchObject({ target: '/before' })
    const comeBack = await front.leave()
    expect([502, 503, 504]).toContain((await ask(front.port, '/')).status)
    await comeBack()
    expect(await askApplication(front.port, '/after')).toMatchObject({ target: '/after' })
  })
})
