import { text as textOf } from 'node:stream/consumers'
import { fromExpress, toExpressMiddleware } from '@tsgi/express'
import { listen, start } from '@tsgi/test-servers'
import express from 'express'
import type { ErrorRequestHandler, Express } from 'express'
import { describe, expect, it } from 'vitest'
import { bodyLimit } from '../src/index.ts'
import { post } from './post.ts'

const JSON_TYPE = 'application/json'

const pageOfErrors: ErrorRequestHandler = (error: { status: number; code: string }, _req, res, _next) =>
  void res.status(error.status).send(`page: ${error.code}`)

function parsing(app: Express): Express {
  app.use(express.json({ limit: '1mb' }))
  app.post('/', (req, res) => void res.json(req.body))
  app.use(pageOfErrors)
  return app
}

describe('bodyLimit around an Express application', () => {
  it('limits what express.json() reads', async () => {
    const { url } = await start(bodyLimit(10)(fromExpress(parsing(express()))))
    expect(await post(url, '{"a":1}', JSON_TYPE)).toEqual([200, '{"a":1}'])
    expect(await post(url, ['{"a":', '1}'], JSON_TYPE)).toEqual([200, '{"a":1}'])
    expect(await post(url, '{"a":"long"}', JSON_TYPE)).toEqual([413, ''])
    expect(await post(url, ['{"a":', '"long"}'], JSON_TYPE)).toEqual([413, 'page: BODY_TOO_LARGE'])
  })

  it('limits what handlers read of chunks, and their error page answers', async () => {
    const app = express()
    app.post('/', async (req, res) => void res.send(await textOf(req)))
    app.use(pageOfErrors)
    const { url } = await start(bodyLimit(5)(fromExpress(app)))
    expect(await post(url, ['he', 'llo'])).toEqual([200, 'hello'])
    expect(await post(url, ['hello', '!'])).toEqual([413, 'page: BODY_TOO_LARGE'])
  })
})

describe('bodyLimit inside an Express application', () => {
  it('refuses before the handlers after it, whose error page answers', async () => {
    const app = express()
    app.use(toExpressMiddleware(bodyLimit(10)))
    const url = await listen(parsing(app))
    expect(await post(url, '{"a":1}', JSON_TYPE)).toEqual([200, '{"a":1}'])
    expect(await post(url, '{"a":"long"}', JSON_TYPE)).toEqual([413, 'page: BODY_TOO_LARGE'])
  })

  it('limits what they read of chunks', async () => {
    const app = express()
    app.use(toExpressMiddleware(bodyLimit(10)))
    const url = await listen(parsing(app))
    expect(await post(url, ['{"a":', '1}'], JSON_TYPE)).toEqual([200, '{"a":1}'])
    expect(await post(url, ['{"a":', '"long"}'], JSON_TYPE)).toEqual([413, 'page: BODY_TOO_LARGE'])
  })
})
