import { Buffer } from 'node:buffer'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Router } from '@koa/router'
import type Koa from 'koa'
import bodyParser from 'koa-bodyparser'
import compress from 'koa-compress'
import session from 'koa-session'
import serveStatic from 'koa-static'
import { application } from '../corpus-case.ts'
import type { CorpusCase } from '../corpus-case.ts'
import { get, head, post, postChunks, request } from '../requests.ts'

const root = mkdtempSync(join(tmpdir(), 'tsgi-koa-'))
process.once('exit', () => rmSync(root, { recursive: true, force: true }))
mkdirSync(join(root, 'sub'))
for (const [name, content] of [
  ['page.html', '<h1>page</h1>'],
  ['data.json', '{"a":1}'],
  ['empty.txt', ''],
  ['sub/index.html', 'index of sub'],
  ['big.bin', 'x'.repeat(300_000)],
  ['a b.txt', 'a name with a blank'],
  ['.hidden', 'hidden'],
] as const) {
  writeFileSync(join(root, name), content)
  utimesSync(join(root, name), 1_700_000_000, 1_700_000_000)
}

const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
const json = { 'Content-Type': 'application/json' }

/** Well-known middleware. */
export const middleware: readonly CorpusCase[] = [
  ...[
    get('/page.html'),
    head('/page.html'),
    get('/data.json'),
    get('/empty.txt'),
    get('/sub/'),
    get('/sub'),
    get('/big.bin'),
    get('/a%20b.txt'),
    get('/.hidden'),
    get('/missing'),
    get('/../../etc/passwd'),
    get('/%2e%2e%2fetc'),
    get('/%'),
    post('/page.html', 'x'),
  ].map((sent) =>
    application(`static: ${sent.slice(0, sent.indexOf(' HTTP'))}`, (app) => void app.use(serveStatic(root)), {
      request: sent,
    }),
  ),
  application('static with a cache time', (app) => void app.use(serveStatic(root, { maxage: 60_000 })), {
    request: get('/page.html'),
  }),
  application(
    'static after the rest',
    (app) => {
      app.use(serveStatic(root, { defer: true }))
      app.use((ctx, next) => {
        ctx.set('X-Before', '1')
        return next()
      })
    },
    { request: get('/page.html') },
  ),
  ...[
    get('/users/7?full=1'),
    head('/users/7'),
    post('/users', ''),
    request('DELETE', '/users/7'),
    request('OPTIONS', '/users/7'),
    request('PUT', '/users'),
    get('/old'),
    get('/nested/deep/x'),
    get('/users/a%2Fb'),
    get('/nowhere'),
  ].map((sent) =>
    application(`router: ${sent.slice(0, sent.indexOf(' HTTP'))}`, useRouter, { request: sent, koa: 3 }),
  ),
  ...[
    ['JSON', post('/', '{"a":[1]}', json)],
    ['a form', post('/', 'a=1&b=2&b=3', form)],
    ['chunks', postChunks('/', ['{"a"', ':1}'], json)],
    ['no content', get('/')],
    ['malformed JSON', post('/', '{"a":', json)],
    ['too much', post('/', JSON.stringify('x'.repeat(2000)), json)],
    ['another type', post('/', 'text', { 'Content-Type': 'text/plain' })],
    ['an unknown charset', post('/', '{}', { 'Content-Type': 'application/json; charset=nonsense' })],
    ['an unknown coding', post('/', '{}', { ...json, 'Content-Encoding': 'nonsense' })],
    ['wrong gzip', post('/', 'not gzip', { ...json, 'Content-Encoding': 'gzip' })],
  ].map(([what, sent]) =>
    application(
      `bodyparser: ${what}`,
      (app) => {
        app.use(bodyParser({ jsonLimit: '1000' }))
        app.use((ctx) => void (ctx.body = [ctx.request.body, ctx.request.rawBody]))
      },
      { request: sent! },
    ),
  ),
  ...[
    get('/string', { 'Accept-Encoding': 'gzip' }),
    get('/string', { 'Accept-Encoding': 'br' }),
    get('/string'),
    get('/small', { 'Accept-Encoding': 'gzip' }),
    get('/json', { 'Accept-Encoding': 'deflate' }),
    get('/stream', { 'Accept-Encoding': 'gzip' }),
    get('/image', { 'Accept-Encoding': 'gzip' }),
    head('/string', { 'Accept-Encoding': 'gzip' }),
  ].map((sent) =>
    application(
      `compress: ${sent.slice(0, sent.indexOf(' HTTP'))} ${/gzip|br|deflate/.exec(sent)?.[0]}`,
      useCompress,
      {
        request: sent,
      },
    ),
  ),
  ...[
    get('/count'),
    get('/count', { Cookie: cookieOfSession({ views: 3 }) }),
    get('/count', { Cookie: 'app=tampered; app.sig=wrong' }),
    get('/end', { Cookie: cookieOfSession({ views: 3 }) }),
    get('/other'),
  ].map((sent, index) =>
    application(`session: ${sent.slice(0, sent.indexOf(' HTTP'))} (${index})`, useSession, {
      request: sent,
      options: { keys: ['session key'] },
      koa: 3,
    }),
  ),
]

function useRouter(app: Koa): void {
  const router = new Router()
  const nested = new Router({ prefix: '/nested' })
  nested.get('/:rest/:more', (ctx) => void (ctx.body = ctx['params'] as unknown))
  router
    .param('id', (id, ctx, next) => {
      ctx.set('X-Id', id)
      return next()
    })
    .get('user', '/users/:id', (ctx) => void (ctx.body = { ...(ctx['params'] as object), query: ctx.query }))
    .post('/users', (ctx) => {
      ctx.status = 201
      ctx.set('Location', String(router.url('user', { id: 8 })))
    })
    .delete('/users/:id', (ctx) => void (ctx.status = 204))
  router.redirect('/old', '/users/7')
  app.use(router.routes()).use(router.allowedMethods()).use(nested.routes())
}

function useCompress(app: Koa): void {
  app.use(compress({ threshold: 100, zstd: false }))
  const bodies: Record<string, () => unknown> = {
    '/string': () => 'compress me '.repeat(100),
    '/small': () => 'small',
    '/json': () => Array.from({ length: 100 }, (_, id) => ({ id })),
    '/stream': () => Readable.from(['streamed '.repeat(50), 'content '.repeat(50)]),
    '/image': () => Buffer.alloc(1000, 1),
  }
  app.use((ctx) => {
    if (ctx.path === '/image') ctx.type = 'png'
    if (ctx.path === '/stream') ctx.type = 'text'
    ctx.body = bodies[ctx.path]?.()
  })
}

function useSession(app: Koa): void {
  app.use(session({ key: 'app', maxAge: 'session' }, app as never))
  app.use((ctx) => {
    const context = ctx as unknown as { session: { views?: number } | null }
    if (ctx.path === '/end') context.session = null
    else if (ctx.path === '/count' && context.session !== null) {
      context.session.views = (context.session.views ?? 0) + 1
    }
    ctx.body = { views: ctx.path === '/count' ? context.session?.views : undefined }
  })
}

/** As koa-session writes it, unsigned: who signs must not take it. */
function cookieOfSession(content: object): string {
  return `app=${Buffer.from(JSON.stringify({ ...content, _session: true })).toString('base64')}`
}
