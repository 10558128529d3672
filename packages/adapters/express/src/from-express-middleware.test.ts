import { gunzipSync } from 'node:zlib'
import { compose } from '@tsgi/compose'
import { json, readJson, readText, text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import compression from 'compression'
import cookieParser from 'cookie-parser'
import cors from 'cors'
import express from 'express'
import { rateLimit } from 'express-rate-limit'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import session from 'express-session'
import helmet from 'helmet'
import morgan from 'morgan'
import multer from 'multer'
import { Passport } from 'passport'
import { Strategy } from 'passport-local'
import { describe, expect, it } from 'vitest'
import { expressRequestOf, fromExpress, fromExpressMiddleware, requestOf } from './index.ts'

const hello: Application = () => text('hello')

const asPage: ErrorRequestHandler = (error: Error, _req, res, _next) => {
  res.status(500).send(`page: ${error.message}`)
}

function withUser(name: string): RequestHandler {
  return (req, _res, next) => {
    Object.assign(req, { user: { name } })
    next()
  }
}

describe('fromExpressMiddleware', () => {
  it('lets helmet set its fields', async () => {
    const answer = await client(fromExpressMiddleware(helmet())(hello)).get('/')
    expect(answer.text).toBe('hello')
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
    expect(answer.headers['x-powered-by']).toBeUndefined()
  })

  it('lets compression change the answer of an application', async () => {
    const long: Application = () => text('hello '.repeat(1000))
    const app = fromExpressMiddleware(compression())(long)
    const answer = await client(app).get('/', { headers: { 'accept-encoding': 'gzip' } })
    expect(answer.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(answer.body).toString()).toBe('hello '.repeat(1000))
  })

  it('lets compression change a stream', async () => {
    const streamed: Application = () => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: (async function* () {
        for (let piece = 0; piece < 100; piece++) yield 'piece '.repeat(100)
      })(),
    })
    const app = fromExpressMiddleware(compression())(streamed)
    const answer = await client(app).get('/', { headers: { 'accept-encoding': 'gzip' } })
    expect(gunzipSync(answer.body).toString()).toBe('piece '.repeat(10_000))
  })

  it('lets cors answer a preflight itself', async () => {
    const app = fromExpressMiddleware(cors())(() => {
      throw new Error('not asked')
    })
    const answer = await client(app).options('/', { headers: { 'access-control-request-method': 'PUT' } })
    expect(answer.status).toBe(204)
    expect(answer.headers['access-control-allow-methods']).toContain('PUT')
  })

  it('lets a rate limit refuse', async () => {
    const caller = client(
      fromExpressMiddleware(rateLimit({ limit: 1, windowMs: 60_000, validate: false }))(hello),
    )
    expect((await caller.get('/')).status).toBe(200)
    expect((await caller.get('/')).status).toBe(429)
  })

  it('lets morgan log what was answered', async () => {
    const lines: string[] = []
    const logger = morgan(':method :url :status', {
      stream: { write: (line) => void lines.push(line.trim()) },
    })
    await client(fromExpressMiddleware(logger)(() => text('hello', { status: 202 }))).get('/x?y=1')
    await new Promise((resolve) => void setImmediate(resolve))
    expect(lines).toEqual(['GET /x?y=1 202'])
  })

  it('keeps sessions', async () => {
    const counting: Application = (request) => {
      const views = expressRequestOf(request)!.session as unknown as { count?: number }
      views.count = (views.count ?? 0) + 1
      return json(views.count)
    }
    const layer = fromExpressMiddleware(session({ secret: 's', resave: false, saveUninitialized: true }))
    const caller = client(layer(counting))
    const first = await caller.get('/')
    const cookie = String(first.headers['set-cookie']).split(';')[0]!
    const second = await caller.get('/', { headers: { cookie } })
    expect([first.json(), second.json()]).toEqual([1, 2])
  })

  it('lets passport log in', async () => {
    const passport = new Passport()
    passport.use(new Strategy((username, password, done) => done(null, password === 'right' && { username })))
    const layer = fromExpressMiddleware(
      express.urlencoded({ extended: false }),
      passport.authenticate('local', { session: false }) as RequestHandler,
    )
    const caller = client(layer((request) => json(expressRequestOf(request)!.user)))
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const right = await caller.post('/', { headers, body: 'username=ada&password=right' })
    const wrong = await caller.post('/', { headers, body: 'username=ada&password=wrong' })
    expect(right.json()).toEqual({ username: 'ada' })
    expect(wrong.status).toBe(401)
  })

  it('leaves what it put on req to a bridged application', async () => {
    const app = express()
    app.post('/', (req, res) => {
      const { user, cookies, file } = req as unknown as Record<string, { name?: string; size?: number }>
      res.json([user, cookies, file!.size])
    })
    const outside = fromExpressMiddleware(cookieParser(), withUser('ada'), multer().single('file'))
    const body = [
      '--X',
      'Content-Disposition: form-data; name="file"; filename="a"',
      '',
      'content',
      '--X--',
      '',
    ].join('\r\n')
    const answer = await client(outside(fromExpress(app))).post('/', {
      headers: { 'content-type': 'multipart/form-data; boundary=X', cookie: 'a=1' },
      body,
    })
    expect(answer.json()).toEqual([{ name: 'ada' }, { a: '1' }, 7])
  })

  it('leaves it across another middleware in between', async () => {
    const app = express()
    app.get('/', (req, res) => void res.json([req.user, requestOf(req)!.headers['x-between']]))
    const between =
      (next: Application): Application =>
      (request) =>
        next({
          ...request,
          headers: Object.assign(Object.create(null), request.headers, { 'x-between': '1' }),
        })
    const stack = compose(fromExpressMiddleware(withUser('ada')), between, fromExpressMiddleware(helmet()))
    expect((await client(stack(fromExpress(app))).get('/')).json()).toEqual([{ name: 'ada' }, '1'])
  })

  it.each([
    ['JSON', express.json(), 'application/json', '{"a":[1,{"b":"ü"}]}'],
    ['a form', express.urlencoded({ extended: true }), 'application/x-www-form-urlencoded', 'a%5Bb%5D=1&c=2'],
    ['text', express.text(), 'text/plain', 'größe'],
    ['bytes', express.raw(), 'application/octet-stream', 'bytes'],
  ])('lets an application read %s that a parser has read', async (_what, parser, type, body) => {
    const app = fromExpressMiddleware(parser)(async (request) => text(await readText(request)))
    expect((await client(app).post('/', { headers: { 'content-type': type }, body })).text).toBe(body)
  })

  it('lets an application read what nobody has read', async () => {
    const app = fromExpressMiddleware(helmet())(async (request) => json(await readJson(request)))
    expect((await client(app).post('/', { json: { a: 1 } })).json()).toEqual({ a: 1 })
  })

  it('takes routers, applications and arrays', async () => {
    const router = express.Router()
    router.get('/router', (_req, res) => void res.send('router'))
    const app = express()
    app.get('/app', (_req, res) => void res.send('app'))
    const caller = client(fromExpressMiddleware([router, [app]])(hello))
    const answers = [await caller.get('/router'), await caller.get('/app'), await caller.get('/other')]
    expect(answers.map((answer) => answer.text)).toEqual(['router', 'app', 'hello'])
  })

  it('fails with what a handler throws', async () => {
    const caller = client(
      fromExpressMiddleware(() => {
        throw new Error('broken')
      })(hello),
    )
    expect((await caller.get('/')).status).toBe(500)
    expect(caller.errors).toEqual([new Error('broken')])
  })

  it('answers the fault of a client that a parser finds', async () => {
    const caller = client(fromExpressMiddleware(express.json())(hello))
    const headers = { 'content-type': 'application/json' }
    expect((await caller.post('/', { headers, body: '{' })).status).toBe(400)
    expect(caller.errors).toEqual([])
  })

  it.each([
    ['rejects with', () => Promise.reject(new Error('inside'))],
    [
      'throws',
      () => {
        throw new Error('inside')
      },
    ],
  ])('gives handlers of errors what an application %s', async (_how, application) => {
    const caller = client(fromExpressMiddleware(helmet(), asPage)(application))
    const answer = await caller.get('/')
    expect([answer.status, answer.text]).toEqual([500, 'page: inside'])
    expect(caller.errors).toEqual([])
  })

  it('gives handlers of errors what a handler throws', async () => {
    const failing: RequestHandler = (_req, _res, next) => next(new Error('handler'))
    expect((await client(fromExpressMiddleware(failing, asPage)(hello)).get('/')).text).toBe('page: handler')
  })

  it('goes on when a handler of errors does', async () => {
    const failing: RequestHandler = (_req, _res, next) => next(new Error('handler'))
    const forgiving: ErrorRequestHandler = (_error, _req, _res, next) => next()
    expect((await client(fromExpressMiddleware(failing, forgiving)(hello)).get('/')).text).toBe('hello')
  })

  it('answers 404 when a handler forgives what an application throws', async () => {
    const forgiving: ErrorRequestHandler = (_error, _req, _res, next) => next()
    const app = fromExpressMiddleware(forgiving)(() => Promise.reject(new Error('inside')))
    expect((await client(app).get('/')).status).toBe(404)
  })

  it('fails with what handlers of errors throw, or pass on', async () => {
    const passing: ErrorRequestHandler = (error, _req, _res, next) => next(error)
    const throwing: ErrorRequestHandler = (error: Error, _req, _res, _next) => {
      throw new Error(`${error.message}, again`)
    }
    const caller = client(fromExpressMiddleware(passing, throwing)(() => Promise.reject(new Error('inside'))))
    expect((await caller.get('/')).status).toBe(500)
    expect(caller.errors).toEqual([new Error('inside, again')])
  })

  it.each([
    ['none', []],
    ['undefined', [undefined]],
    ['an object', [{}]],
    ['a string', [[helmet(), 'x']]],
  ])('says that it got %s', (what, handlers) => {
    expect(() => fromExpressMiddleware(...(handlers as unknown as RequestHandler[]))).toThrow(
      `Expected handlers of Express, got ${what}`,
    )
  })
})
