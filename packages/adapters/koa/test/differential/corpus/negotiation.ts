import { answers } from '../corpus-case.ts'
import type { CorpusCase } from '../corpus-case.ts'
import { get, head, request } from '../requests.ts'

const accepts = [
  {},
  { Accept: 'text/html' },
  { Accept: 'application/json;q=0.5, text/plain' },
  { Accept: 'image/*, text/*;q=0.1' },
  { Accept: 'video/mp4' },
  { Accept: '*/*' },
]

/** Cases of `fresh`: fields of the request, and whether 304 is due is for Koa to say. */
const conditions = [
  {},
  { 'If-None-Match': '"abc"' },
  { 'If-None-Match': 'W/"abc"' },
  { 'If-None-Match': '"x", "abc"' },
  { 'If-None-Match': '"other"' },
  { 'If-None-Match': '*' },
  { 'If-None-Match': '"abc"', 'Cache-Control': 'no-cache' },
  { 'If-Modified-Since': 'Thu, 29 Feb 2024 12:00:00 GMT' },
  { 'If-Modified-Since': 'Wed, 28 Feb 2024 12:00:00 GMT' },
  { 'If-None-Match': '"abc"', 'If-Modified-Since': 'Wed, 28 Feb 2024 12:00:00 GMT' },
]

/** Content negotiation and conditional requests. */
export const negotiation: readonly CorpusCase[] = [
  ...accepts.map((fields) =>
    answers(
      `accepts with ${JSON.stringify(fields)}`,
      (ctx) => {
        ctx.body = [
          ctx.accepts(),
          ctx.accepts('html', 'json'),
          ctx.accepts('png'),
          ctx.accepts(['text', 'json']),
        ]
      },
      { request: get('/', fields) },
    ),
  ),
  answers(
    'accepts by a switch',
    (ctx) => {
      switch (ctx.accepts('json', 'html')) {
        case 'json':
          ctx.body = { kind: 'json' }
          break
        case 'html':
          ctx.body = '<i>html</i>'
          break
        default:
          ctx.throw(406, 'json or html')
      }
    },
    { request: get('/', { Accept: 'image/png' }) },
  ),
  answers(
    'encodings',
    (ctx) => void (ctx.body = [ctx.acceptsEncodings(), ctx.acceptsEncodings('br', 'gzip')]),
    {
      request: get('/', { 'Accept-Encoding': 'gzip;q=0.5, br, *;q=0' }),
    },
  ),
  answers(
    'charsets',
    (ctx) => void (ctx.body = [ctx.acceptsCharsets(), ctx.acceptsCharsets('utf-8', 'latin1')]),
    {
      request: get('/', { 'Accept-Charset': 'utf-8, iso-8859-1;q=0.2' }),
    },
  ),
  answers(
    'languages',
    (ctx) => void (ctx.body = [ctx.acceptsLanguages(), ctx.acceptsLanguages('de', 'en')]),
    {
      request: get('/', { 'Accept-Language': 'fr, en;q=0.8, de;q=0.7' }),
    },
  ),
  ...conditions.flatMap((fields) =>
    [get('/', fields), head('/', fields)].map((sent) =>
      answers(
        `fresh to ${sent.slice(0, 4).trim()} with ${JSON.stringify(fields)}`,
        (ctx) => {
          ctx.status = 200
          ctx.etag = 'abc'
          ctx.lastModified = new Date(Date.UTC(2024, 1, 29, 12, 0, 0))
          ctx.set('X-Stale', String(ctx.stale))
          if (ctx.fresh) ctx.status = 304
          else ctx.body = 'content'
        },
        { request: sent },
      ),
    ),
  ),
  answers(
    'never fresh to POST',
    (ctx) => {
      ctx.etag = 'abc'
      ctx.body = [ctx.fresh, ctx.stale]
    },
    { request: request('POST', '/', { 'If-None-Match': '"abc"', 'Content-Length': '0' }) },
  ),
]
