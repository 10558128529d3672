import { Buffer } from 'node:buffer'
import { Hono } from 'hono'
import type { MiddlewareHandler } from 'hono'
import { basicAuth } from 'hono/basic-auth'
import { bodyLimit } from 'hono/body-limit'
import { getCookie, getSignedCookie, setCookie, setSignedCookie, deleteCookie } from 'hono/cookie'
import { compress } from 'hono/compress'
import { cors } from 'hono/cors'
import { csrf } from 'hono/csrf'
import { etag } from 'hono/etag'
import { HTTPException } from 'hono/http-exception'
import { accepts } from 'hono/accepts'
import { bearerAuth } from 'hono/bearer-auth'
import { prettyJSON } from 'hono/pretty-json'
import { validator } from 'hono/validator'
import { methodOverride } from 'hono/method-override'
import { secureHeaders } from 'hono/secure-headers'
import { stream, streamSSE, streamText } from 'hono/streaming'
import { appendTrailingSlash, trimTrailingSlash } from 'hono/trailing-slash'

/** An app with what people do with Hono; the same for both servers. */
export function honoApp(): Hono {
  const app = new Hono()
  app.use(typed)
  app.onError((error, c) => (error instanceof HTTPException ? error.getResponse() : c.text('failed', 500)))
  routing(app)
  answers(app)
  cookies(app)
  contents(app)
  streams(app)
  middleware(app)
  requests(app)
  negotiation(app)
  kinds(app)
  return app
}

/** Its own server calls content without a type text/plain; ours does not. */
const typed: MiddlewareHandler = async (c, next) => {
  await next()
  if (c.res.body !== null && !c.res.headers.has('content-type'))
    c.header('content-type', 'application/octet-stream')
}

function routing(app: Hono): void {
  app.get('/', (c) => c.text('hello'))
  app.get('/users/:id', (c) =>
    c.json({ id: c.req.param('id'), q: c.req.query(), all: c.req.queries('a') ?? [] }),
  )
  app.get('/files/*', (c) => c.text(c.req.path))
  app.on(['PURGE', 'PROPFIND'], '/methods', (c) => c.text(c.req.method))
  app.options('/methods', () => new Response(null, { status: 204, headers: { allow: 'PURGE, PROPFIND' } }))
  const sub = new Hono().get('/inner', (c) => c.text(c.req.url))
  app.route('/sub', sub)
  app.mount('/mounted', (request: Request) => new Response(`${request.method} ${request.url}`))
  app.get('/next', async (_c, next) => next())
  app.get('/next', (c) => c.text('second'))
}

function answers(app: Hono): void {
  app.get('/json', (c) => c.json({ a: [1, 'ü', null] }))
  app.get('/html', (c) => c.html('<h1>ü</h1>'))
  app.get('/body', (c) => c.body(new Uint8Array([0, 1, 254, 255])))
  app.get('/created', (c) => c.text('made', 201, { 'X-Made': 'yes', 'content-type': 'text/x-made' }))
  app.get('/empty', (c) => c.body(null))
  app.get('/no-content', (c) => c.body(null, 204))
  app.get('/not-modified', (c) => c.body(null, 304, { etag: '"x"' }))
  app.get('/reset-content', () => new Response(null, { status: 205 }))
  app.get('/redirect', (c) => c.redirect('/elsewhere?a=b'))
  app.get('/moved', (c) => c.redirect('https://example.com/ü', 301))
  app.get('/throw', () => {
    throw new Error('secret')
  })
  app.get('/reject', () => Promise.reject(new Error('secret')))
  app.get('/http-exception', () => {
    throw new HTTPException(418, { message: 'teapot' })
  })
  app.get('/latin1', (c) => c.text('x', 200, { 'x-latin1': 'caf\u00e9' }))
  app.get('/blob', () => new Response(new Blob(['blob ', 'parts'], { type: 'text/x-blob' })))
  app.get('/search-params', () => new Response(new URLSearchParams({ a: 'b c' })))
  app.get('/buffer', () => new Response(Buffer.from('buffer')))
  app.get('/error-response', () => new Response('no', { status: 599, statusText: 'Odd' }))
  app.get('/vary', (c) => {
    c.header('vary', 'accept')
    c.header('vary', 'cookie', { append: true })
    return c.text('x')
  })
}

function cookies(app: Hono): void {
  app.get('/cookies', async (c) => {
    setCookie(c, 'a', '1', { path: '/', httpOnly: true, expires: new Date(0) })
    setCookie(c, 'b', '2, with a comma', { secure: true, sameSite: 'Strict' })
    await setSignedCookie(c, 'c', '3', 'key')
    deleteCookie(c, 'd')
    return c.json(getCookie(c))
  })
  app.get('/signed', async (c) => c.json(await getSignedCookie(c, 'key')))
}

function contents(app: Hono): void {
  app.post('/echo', async (c) => c.body(await c.req.arrayBuffer()))
  app.post('/text', async (c) => c.text(await c.req.text()))
  app.post('/json', async (c) => c.json({ got: await c.req.json<unknown>() }))
  app.post('/form', async (c) => c.json(await c.req.parseBody({ all: true })))
  app.post('/file', async (c) => {
    const { file } = await c.req.parseBody()
    return file instanceof File
      ? c.json([file.name, file.type, file.size, await file.text()])
      : c.text('none')
  })
  app.post('/blob', async (c) => c.json({ size: (await c.req.blob()).size, type: (await c.req.blob()).type }))
  app.post('/size', async (c) => {
    let size = 0
    const reader = c.req.raw.body!.getReader()
    for (let step = await reader.read(); !step.done; step = await reader.read()) size += step.value.length
    return c.text(String(size))
  })
  app.post('/twice', async (c) => c.json([await c.req.text(), await c.req.text()]))
  app.post('/unread', (c) => c.text('unread'))
  app.post('/used', async (c) => {
    await c.req.raw.text()
    const again = await c.req.raw.text().catch((error: Error) => error.name)
    return c.json([again, c.req.raw.bodyUsed])
  })
  app.post('/clone', async (c) => {
    const copy = c.req.raw.clone()
    return c.json([await copy.text(), await c.req.raw.text()])
  })
}

function streams(app: Hono): void {
  app.get('/stream', (c) =>
    stream(c, async (out) => {
      await out.write('one ')
      await out.sleep(5)
      await out.write(new Uint8Array([0xff, 0xfe]))
    }),
  )
  app.get('/stream-text', (c) =>
    streamText(c, async (out) => {
      await out.writeln('line')
      await out.sleep(5)
      await out.write('end')
    }),
  )
  app.get('/sse', (c) =>
    streamSSE(c, async (out) => {
      await out.writeSSE({ data: 'a\nb', event: 'tick', id: '1' })
      await out.sleep(5)
      await out.writeSSE({ data: 'c' })
    }),
  )
  app.get('/ready-stream', () => {
    const chunks = ['one', 'two']
    return new Response(new ReadableStream({ start: (out) => fill(out, chunks) }))
  })
  app.get('/empty-stream', () => new Response(new ReadableStream({ start: (out) => out.close() })))
  app.get('/sized-stream', () => {
    const body = new ReadableStream({ start: (out) => fill(out, ['12345']) })
    return new Response(body, { headers: { 'content-length': '5' } })
  })
}

function fill(controller: ReadableStreamDefaultController, chunks: readonly string[]): void {
  for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
  controller.close()
}

function middleware(app: Hono): void {
  app.use('/cors/*', cors({ origin: 'https://a.example', credentials: true, exposeHeaders: ['x-a'] }))
  app.all('/cors/x', (c) => c.text('cors'))
  app.use('/etag/*', etag())
  app.get('/etag/x', (c) => c.text('etag'))
  app.use('/secure/*', secureHeaders())
  app.get('/secure/x', (c) => c.text('secure'))
  app.use('/auth/*', basicAuth({ username: 'u', password: 'p' }))
  app.get('/auth/x', (c) => c.text('in'))
  app.use('/compress/*', compress())
  app.get('/compress/x', (c) => c.text('x'.repeat(5000)))
  app.use('/limit/*', bodyLimit({ maxSize: 10, onError: (c) => c.text('too much', 413) }))
  app.post('/limit/x', async (c) => c.text(await c.req.text()))
  app.use('/csrf/*', csrf())
  app.post('/csrf/x', (c) => c.text('fine'))
  app.use('/override/*', methodOverride({ app }))
  app.post('/override/x', (c) => c.text('posted'))
  app.delete('/override/x', async (c) => c.json(await c.req.parseBody()))
  app.get('/trim/*', trimTrailingSlash())
  app.get('/trim/x', (c) => c.text('trimmed'))
  app.get('/append/*', appendTrailingSlash())
  app.get('/append/x/', (c) => c.text('appended'))
}

function requests(app: Hono): void {
  app.all('/request', (c) =>
    c.json({
      url: c.req.url,
      method: c.req.method,
      headers: c.req.header(),
      one: c.req.header('X-One') ?? null,
      raw: [...c.req.raw.headers.keys()],
      isRequest: c.req.raw instanceof Request,
      isHeaders: c.req.raw.headers instanceof Headers,
      hasBody: c.req.raw.body !== null,
    }),
  )
  app.get('/changed', (c) => {
    c.req.raw.headers.set('x-one', 'changed')
    return c.json([c.req.raw.headers.get('x-one'), c.req.raw.clone().headers.get('x-one')])
  })
}

function negotiation(app: Hono): void {
  app.get('/accepts', (c) =>
    c.text(
      accepts(c, {
        header: 'Accept-Language',
        supports: ['en', 'de', 'fr'],
        default: 'en',
      }),
    ),
  )
  app.use('/bearer', bearerAuth({ token: 'secret' }))
  app.get('/bearer', (c) => c.text('in'))
  app.use('/pretty', prettyJSON())
  app.get('/pretty', (c) => c.json({ a: [1, { b: 2 }] }))
  const validated = validator('query', (value, c) => {
    return /^\d+$/.test(String(value['n'])) ? { n: Number(value['n']) } : c.text('no number', 400)
  })
  app.get('/validated', validated, (c) => c.json(c.req.valid('query')))
  app.get('/conditional', etag({ weak: true }), (c) => {
    c.header('cache-control', 'max-age=60')
    return c.text('conditional')
  })
}

/** Statuses, media types, and kinds of content, by name. */
function kinds(app: Hono): void {
  app.get('/status/:code', (c) => new Response('status', { status: Number(c.req.param('code')) }))
  app.get('/type', (c) => c.body('typed', 200, { 'content-type': c.req.query('is') ?? 'text/plain' }))
  app.get('/field', (c) => {
    for (const value of c.req.queries('is') ?? []) c.header('x-field', value, { append: true })
    return c.text('x')
  })
  app.get('/length/:size', (c) => c.text('\u00fc'.repeat(Number(c.req.param('size')))))
  app.get('/chunks/:count', () => {
    let left = 3
    return new Response(
      new ReadableStream({
        pull(out) {
          if (left-- > 0) out.enqueue(new TextEncoder().encode(`chunk ${left} `))
          else out.close()
        },
      }),
    )
  })
  app.get('/optional/:a?', (c) => c.json({ a: c.req.param('a') ?? null }))
  app.get('/number/:n{[0-9]+}', (c) => c.text(`number ${c.req.param('n')}`))
  app.get(
    '/chained',
    (c) => c.text('first'),
    (c) => c.text('not called'),
  )
  app.all('/any', (c) => c.json([c.req.method, c.req.path, c.req.query()]))
  app.get('/cloned', (c) => {
    const response = c.text('cloned')
    return response.clone()
  })
  app.get('/copied', async () => {
    const first = new Response('copied', { status: 201, headers: { 'x-first': '1' } })
    return new Response(await first.text(), first)
  })
  app.get('/form', () => new Response(formOf({ a: '1', b: '2' })))
}

function formOf(fields: Readonly<Record<string, string>>): URLSearchParams {
  return new URLSearchParams(fields)
}
