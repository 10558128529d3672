import { fromKoa, requestOf, toKoaMiddleware } from '@tsgi/koa'
import { listen, start } from '@tsgi/test-servers'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'
import { timeout } from '../src/index.ts'
import { gate } from './layers.ts'
import { ask, expectNothingUnhandled } from './ask.ts'

/** Answers `/slow` when it is told to. */
function reluctant(): { middleware: Koa.Middleware; answer: () => Promise<void> } {
  const told = gate<void>()
  const done = gate<void>()
  const middleware: Koa.Middleware = async (ctx) => {
    if (ctx.path === '/slow') await told.promise
    ctx.body = 'hello'
    if (ctx.path === '/slow') done.resolve()
  }
  return { middleware, answer: () => (told.resolve(), done.promise) }
}

describe('timeout around a Koa application', () => {
  it('answers 503, tells the middleware, and drops what it answers late', async () => {
    expectNothingUnhandled()
    const { middleware, answer } = reluctant()
    const aborted = gate<unknown>()
    const app = new Koa()
    app.use((ctx, next) => {
      const { signal } = requestOf(ctx).exchange
      signal.addEventListener('abort', () => aborted.resolve(signal.reason))
      return next()
    })
    const { url, errors } = await start(timeout(20)(fromKoa(app.use(middleware))))
    expect(await ask(`${url}/slow`)).toEqual([503, 'Service Unavailable\n'])
    expect(await aborted.promise).toMatchObject({ name: 'AbortError', code: 'TIMEOUT_ANSWER' })
    await answer()
    expect(await ask(url)).toEqual([200, 'hello'])
    expect(errors).toEqual([])
  })
})

describe('timeout inside a Koa application', () => {
  it('answers 503, and drops what the middleware after it answers late', async () => {
    expectNothingUnhandled()
    const { middleware, answer } = reluctant()
    const app = new Koa()
    const errors: unknown[] = []
    app.on('error', (error) => errors.push(error))
    const callback = app
      .use(toKoaMiddleware(timeout(20)))
      .use(middleware)
      .callback()
    const url = await listen((req, res) => void callback(req, res))
    expect(await ask(`${url}/slow`)).toEqual([503, 'Service Unavailable\n'])
    await answer()
    expect(await ask(url)).toEqual([200, 'hello'])
    expect(errors).toEqual([])
  })
})
