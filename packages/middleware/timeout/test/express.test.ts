import { fromExpress, requestOf, toExpressMiddleware } from '@tsgi/express'
import { listen, start } from '@tsgi/test-servers'
import express from 'express'
import type { RequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { timeout } from '../src/index.ts'
import { gate } from './layers.ts'
import { ask, expectNothingUnhandled } from './ask.ts'

/** A handler that answers `/slow` when it is told to, and then tells how that went. */
function reluctant(): { handler: RequestHandler; answer: () => Promise<unknown> } {
  const told = gate<void>()
  const tried = gate<unknown>()
  const handler: RequestHandler = (req, res) => {
    if (req.path !== '/slow') return void res.send('hello')
    void told.promise.then(() => {
      try {
        res.status(200).json('late')
        tried.resolve(undefined)
      } catch (error) {
        tried.resolve(error)
      }
    })
  }
  return { handler, answer: () => (told.resolve(), tried.promise) }
}

describe('timeout around an Express application', () => {
  it('answers 503, tells the handler, and drops what it answers late', async () => {
    expectNothingUnhandled()
    const { handler, answer } = reluctant()
    const aborted = gate<unknown>()
    const closed = gate<void>()
    const app = express()
    app.use((req, res, next) => {
      if (req.path === '/slow') res.on('close', closed.resolve)
      const { signal } = requestOf(req)!.exchange
      signal.addEventListener('abort', () => aborted.resolve(signal.reason))
      next()
    }, handler)
    const { url, errors } = await start(timeout(20)(fromExpress(app)))
    expect(await ask(`${url}/slow`)).toEqual([503, 'Service Unavailable\n'])
    expect(await aborted.promise).toMatchObject({ name: 'AbortError', code: 'TIMEOUT_ANSWER' })
    await closed.promise
    expect(await answer()).toBeUndefined()
    expect(await ask(url)).toEqual([200, 'hello'])
    expect(errors).toEqual([])
  })
})

describe('timeout inside an Express application', () => {
  it('answers 503, and drops what the handlers after it answer late', async () => {
    expectNothingUnhandled()
    const { handler, answer } = reluctant()
    const app = express()
    app.use(toExpressMiddleware(timeout({ answerMs: 20, retryAfterSeconds: 1 })), handler)
    const url = await listen(app)
    const slow = await fetch(`${url}/slow`)
    expect([slow.status, slow.headers.get('retry-after'), await slow.text()]).toEqual([
      503,
      '1',
      'Service Unavailable\n',
    ])
    expect(await answer()).toBeUndefined()
    expect(await ask(url)).toEqual([200, 'hello'])
  })
})
