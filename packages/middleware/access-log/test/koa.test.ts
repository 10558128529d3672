import { PassThrough } from 'node:stream'
import { fromKoa, toKoaMiddleware } from '@tsgi/koa'
import { listen, start } from '@tsgi/test-servers'
import Koa from 'koa'
import { describe, expect, it, vi } from 'vitest'
import { accessLog } from '../src/index.ts'
import { ask, leave } from './ask.ts'

const FORMAT = ':method :url :status :res[x-a]'

function routes(app: Koa): Koa {
  app.silent = true
  return app.use((ctx) => {
    if (ctx.path === '/hello') {
      ctx.set('X-A', 'b')
      ctx.body = 'hello'
    } else if (ctx.path === '/fail') {
      ctx.throw(409, 'sorry')
    } else if (ctx.path === '/endless') {
      const content = new PassThrough()
      content.write('begun')
      ctx.body = content
    }
  })
}

async function expectLines(url: string, lines: readonly string[]): Promise<void> {
  await ask(`${url}/hello?a=b`)
  await ask(`${url}/hello`, { method: 'HEAD' })
  await ask(`${url}/nowhere`)
  await leave(`${url}/endless`)
  await vi.waitFor(() => expect(lines).toHaveLength(4))
  expect(lines).toEqual([
    'GET /hello?a=b 200 b',
    'HEAD /hello 200 b',
    'GET /nowhere 404 -',
    'GET /endless 200 -',
  ])
}

describe('accessLog with Koa', () => {
  it('writes a line for each request, inside a Koa application', async () => {
    const lines: string[] = []
    const app = new Koa()
    app.use(toKoaMiddleware(accessLog({ format: FORMAT, sink: (line) => lines.push(line) })))
    const callback = routes(app).callback()
    await expectLines(await listen((req, res) => void callback(req, res)), lines)
  })

  it('writes a line for each request, around a Koa application', async () => {
    const lines: string[] = []
    const log = accessLog({ format: FORMAT, sink: (line) => lines.push(line) })
    const { url } = await start(log(fromKoa(routes(new Koa()))))
    await expectLines(url, lines)
  })

  it('tells what was sent and what was cut, around a Koa application', async () => {
    const lines: string[] = []
    const log = accessLog({ format: ':url :status :bytes-out :aborted', sink: (line) => lines.push(line) })
    const { url } = await start(log(fromKoa(routes(new Koa()))))
    await ask(`${url}/hello`)
    await ask(`${url}/fail`)
    await leave(`${url}/endless`)
    await vi.waitFor(() =>
      expect(lines).toEqual(['/hello 200 5 -', '/fail 409 5 -', '/endless 200 5 aborted']),
    )
  })
})
