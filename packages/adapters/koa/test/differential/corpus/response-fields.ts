import { answers } from '../corpus-case.ts'
import type { CorpusCase } from '../corpus-case.ts'
import { get, head, request } from '../requests.ts'

const modified = new Date(Date.UTC(2024, 1, 29, 12, 0, 0))

/** Status, fields, redirects, types, lengths and cache validators of `ctx.response`. */
export const responseFields: readonly CorpusCase[] = [
  ...[200, 201, 202, 203, 206, 300, 301, 400, 404, 418, 451, 499, 500, 503, 511].map((status) =>
    answers(
      `status ${status}`,
      (ctx) => {
        ctx.res.statusMessage = 'Set'
        ctx.body = 'content'
        if (status !== 499) ctx.status = status
        else ctx.res.statusCode = status
      },
      { request: get(`/${status}`) },
    ),
  ),
  ...[204, 205, 304].map((status) =>
    answers(`status ${status} with fields`, (ctx) => {
      ctx.set('X-Kept', 'yes')
      ctx.etag = 'tag'
      ctx.status = status
    }),
  ),
  answers('a message of its own', (ctx) => {
    ctx.status = 200
    ctx.message = 'Fine'
    ctx.body = 'x'
  }),
  answers('a message that becomes the content', (ctx) => {
    ctx.status = 409
    ctx.message = 'Not now'
  }),
  answers('fields in the case they are given', (ctx) => {
    ctx.set('X-UPPER-Case', '1')
    ctx.set('x-lower', '2')
    ctx.body = 'x'
  }),
  answers('several fields at once', (ctx) => {
    ctx.set({ 'X-A': '1', 'X-B': '2' })
    ctx.body = 'x'
  }),
  answers('a field of several lines', (ctx) => {
    ctx.set('X-Many', ['1', '2', '3'])
    ctx.body = 'x'
  }),
  answers('a field whose value is a number', (ctx) => {
    ctx.set('X-Number', 3 as unknown as string)
    ctx.body = 'x'
  }),
  answers('a field with an empty value', (ctx) => {
    ctx.set('X-Empty', '')
    ctx.body = 'x'
  }),
  answers('a field of latin-1', (ctx) => {
    ctx.set('X-Latin', 'caf\u00e9')
    ctx.body = 'x'
  }),
  answers('append', (ctx) => {
    ctx.append('Link', '<a>')
    ctx.append('Link', ['<b>', '<c>'])
    ctx.append('Set-Cookie', 'a=1')
    ctx.append('Set-Cookie', 'b=2')
    ctx.body = 'x'
  }),
  answers('remove', (ctx) => {
    ctx.set('X-Gone', '1')
    ctx.body = 'x'
    ctx.remove('X-Gone')
    ctx.remove('Content-Type')
  }),
  answers('vary', (ctx) => {
    ctx.vary('Origin')
    ctx.vary('accept')
    ctx.vary('Origin')
    ctx.body = 'x'
  }),
  answers('vary on everything', (ctx) => {
    ctx.vary('*')
    ctx.body = 'x'
  }),
  answers('reads fields back', (ctx) => {
    ctx.set('X-One', '1')
    ctx.body = [ctx.response.get('x-one'), ctx.response.get('X-NONE'), ctx.response.headers]
  }),
  ...['html', '.js', 'application/json', 'text/plain; charset=latin1', 'png', 'nonsense', 'svg'].map((type) =>
    answers(`type ${type}`, (ctx) => {
      ctx.type = type
      ctx.body = 'x'
    }),
  ),
  answers('response.is', (ctx) => {
    ctx.type = 'text/html'
    ctx.body = [ctx.response.is('html'), ctx.response.is('text/*', 'image/*'), ctx.response.is('json')]
  }),
  answers('a length set by hand', (ctx) => {
    ctx.body = 'hello'
    ctx.length = 5
  }),
  answers('the length read back', (ctx) => {
    ctx.body = 'grüße'
    ctx.set('X-Length', String(ctx.length))
  }),
  answers('an entity-tag and a date', (ctx) => {
    ctx.etag = 'abc'
    ctx.lastModified = modified
    ctx.body = [ctx.response.etag, ctx.response.lastModified]
  }),
  answers('a weak entity-tag', (ctx) => {
    ctx.etag = 'W/"abc"'
    ctx.body = 'x'
  }),
  ...['report.pdf', 'übersicht €.txt', 'a"b.html', undefined].map((name) =>
    answers(`attachment ${String(name)}`, (ctx) => {
      ctx.attachment(name)
      ctx.body = 'x'
    }),
  ),
  answers('attachment shown inline', (ctx) => {
    ctx.attachment('page.html', { type: 'inline' })
    ctx.body = 'x'
  }),
  ...['/login', 'http://other.example/a b', '/ümlaut', '/"><script>', '//evil.example', 'back'].map((url) =>
    answers(`redirect to ${url}`, (ctx) => ctx.redirect(url)),
  ),
  answers('redirect for a client that wants HTML', (ctx) => ctx.redirect('/a&b'), {
    request: get('/', { Accept: 'text/html' }),
  }),
  answers('redirect for a client that wants text', (ctx) => ctx.redirect('/a&b'), {
    request: get('/', { Accept: 'text/plain' }),
  }),
  answers('redirect with status 308', (ctx) => {
    ctx.status = 308
    ctx.redirect('/moved')
  }),
  answers('redirect whose status changes after', (ctx) => {
    ctx.redirect('/moved')
    ctx.status = 303
  }),
  answers('redirect to HEAD', (ctx) => ctx.redirect('/moved'), { request: head('/') }),
  answers('redirect with fields and cookies', (ctx) => {
    ctx.cookies.set('seen', '1')
    ctx.set('Cache-Control', 'no-store')
    ctx.redirect('/next')
  }),
  answers('back without a referrer', (ctx) => ctx.back('/home'), { koa: 3 }),
  answers('back without anything', (ctx) => ctx.back(), { koa: 3 }),
  answers('back to where the client came from', (ctx) => ctx.back('/home'), {
    koa: 3,
    request: get('/', { Referer: 'http://koa.example:8080/page?x=1' }),
  }),
  answers('back, but not to another site', (ctx) => ctx.back('/home'), {
    koa: 3,
    request: get('/', { Referer: 'http://evil.example/' }),
  }),
  answers('a field of the connection', (ctx) => {
    ctx.set('Connection', 'close')
    ctx.body = 'x'
  }),
  answers('a date of its own', (ctx) => {
    ctx.set('Date', 'Thu, 29 Feb 2024 12:00:00 GMT')
    ctx.body = 'x'
  }),
  answers('no date', (ctx) => {
    ctx.res.sendDate = false
    ctx.body = 'x'
  }),
  answers('transfer coding set by hand', (ctx) => {
    ctx.set('Transfer-Encoding', 'chunked')
    ctx.body = 'by hand'
  }),
  answers(
    'OPTIONS with what is allowed',
    (ctx) => {
      ctx.set('Allow', 'GET, HEAD')
      ctx.status = 204
    },
    { request: request('OPTIONS', '/') },
  ),
  answers('inspect', (ctx) => {
    ctx.set('X-A', '1')
    ctx.body = JSON.stringify(ctx)
  }),
]
