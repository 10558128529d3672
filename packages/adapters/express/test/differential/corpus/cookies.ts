import cookieParser from 'cookie-parser'
import { single, table } from '../corpus-case.ts'
import type { CorpusCase, SetUp } from '../corpus-case.ts'
import { get } from '../requests.ts'

const reading: SetUp = (app) => {
  app.use(cookieParser(['secret', 'older']))
  app.get('/', (req, res) => void res.json([req.cookies, req.signedCookies]))
}

const writing: SetUp = (app) => {
  app.use(cookieParser('secret'))
  app.get('/plain', (_req, res) => void res.cookie('name', 'a value; é').send('x'))
  app.get('/options', (_req, res) => {
    res.cookie('name', 'v', {
      domain: '.example',
      path: '/p',
      secure: true,
      httpOnly: true,
      sameSite: 'strict',
      partitioned: true,
      priority: 'high',
      expires: new Date(0),
    })
    res.send('x')
  })
  app.get('/age', (_req, res) => void res.cookie('name', 'v', { maxAge: 60_000, sameSite: true }).send('x'))
  app.get('/json', (_req, res) => void res.cookie('cart', { items: [1, 2] }).send('x'))
  app.get('/signed', (_req, res) => void res.cookie('name', 'v', { signed: true }).send('x'))
  app.get(
    '/encode',
    (_req, res) => void res.cookie('name', 'a b', { encode: (text) => `<${text}>` }).send('x'),
  )
  app.get('/two', (_req, res) => void res.cookie('a', '1').cookie('b', '2').append('Set-Cookie', 'c=3').end())
  app.get('/clear', (_req, res) => void res.clearCookie('name', { path: '/p' }).end())
  app.get('/redirect', (_req, res) => res.cookie('a', '1').redirect('/'))
}

export const cookies: readonly CorpusCase[] = [
  ...table(reading, {
    'no cookies': get('/'),
    cookies: get('/', { Cookie: 'a=1; b="two words"; c=%7Bd%7D; a=2; broken' }),
    'a cookie of JSON': get('/', { Cookie: 'cart=j%3A%7B%22items%22%3A%5B1%5D%7D; bad=j:{' }),
    'a signed cookie': get('/', { Cookie: 'name=s%3Av.rKhiZFfmJkWFAnkwO45DUuVn1Sxwk%2FIGl7OgPuxFYKg' }),
    'a forged cookie': get('/', { Cookie: 'name=s%3Av.AAAA' }),
    'two lines of cookies': get('/', { Cookie: 'a=1', cookie: 'b=2' }),
  }),
  ...table(writing, {
    'res.cookie': get('/plain'),
    'res.cookie with all options': get('/options'),
    'res.cookie with an age': get('/age'),
    'res.cookie with JSON': get('/json'),
    'res.cookie signed': get('/signed'),
    'res.cookie encoded': get('/encode'),
    'two cookies': get('/two'),
    'res.clearCookie': get('/clear'),
    'a cookie and a redirect': get('/redirect'),
  }),
  single('res.cookie signed without a secret', get('/'), (app) => {
    app.get('/', (_req, res) => void res.cookie('a', '1', { signed: true }).end())
  }),
]
