import { fromExpress, toExpressMiddleware } from '@tsgi/express'
import { listen, start } from '@tsgi/test-servers'
import express from 'express'
import type { ErrorRequestHandler, Express } from 'express'
import { describe, expect, it, vi } from 'vitest'
import { accessLog } from '../src/index.ts'
import { ask, leave } from './ask.ts'

const FORMAT = ':method :url :status :bytes-in :bytes-out :res[x-a] :aborted'

const pageOfErrors: ErrorRequestHandler = (_error, _req, res, _next) => void res.status(503).send('sorry')

function routes(app: Express): Express {
  app.get('/hello', (_req, res) => void res.set('X-A', 'b').send('hello'))
  app.post('/echo', express.text(), (req, res) => void res.send(req.body))
  app.get('/fail', () => {
    throw new Error('fault')
  })
  app.get('/endless', (_req, res) => void res.write('begun'))
  app.use(pageOfErrors)
  return app
}

async function expectLines(url: string, lines: readonly string[]): Promise<void> {
  await ask(`${url}/hello?a=b`)
  await ask(`${url}/hello`, { method: 'HEAD' })
  await ask(`${url}/echo`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'four' })
  await ask(`${url}/nowhere`, { method: 'DELETE' })
  await ask(`${url}/fail`)
  await leave(`${url}/endless`)
  await vi.waitFor(() => expect(lines).toHaveLength(6))
  expect(lines.map((line) => line.replace(/(DELETE.* )\d+( - -)$/, '$1n$2'))).toEqual([
    'GET /hello?a=b 200 0 5 b -',
    'HEAD /hello 200 0 0 b -',
    expect.stringMatching(/^POST \/echo 200 [04] 4 - -$/),
    'DELETE /nowhere 404 0 n - -',
    'GET /fail 503 0 5 - -',
    'GET /endless 200 0 5 - aborted',
  ])
}

describe('accessLog with Express', () => {
  it('writes a line for each request, inside an Express application', async () => {
    const lines: string[] = []
    const app = express()
    app.use(toExpressMiddleware(accessLog({ format: FORMAT, sink: (line) => lines.push(line) })))
    await expectLines(await listen(routes(app)), lines)
  })

  it('writes a line for each request, around an Express application', async () => {
    const lines: string[] = []
    const log = accessLog({ format: FORMAT, sink: (line) => lines.push(line) })
    const { url } = await start(log(fromExpress(routes(express()))))
    await expectLines(url, lines)
  })

  it('tells the address that Express trusts, and the whole path below a mount', async () => {
    const lines: string[] = []
    const app = express().set('trust proxy', 'loopback')
    app.use('/api', toExpressMiddleware(accessLog({ format: '%h :url', sink: (line) => lines.push(line) })))
    const url = await listen(routes(app))
    await ask(`${url}/api/hello?a`, { headers: { 'x-forwarded-for': '203.0.113.7' } })
    await ask(`${url}/hello`)
    await vi.waitFor(() => expect(lines).toEqual(['203.0.113.7 /api/hello?a']))
  })
})
