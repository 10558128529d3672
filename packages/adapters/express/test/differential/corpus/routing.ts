import type { Request, RequestHandler, Response } from 'express'
import { single, table } from '../corpus-case.ts'
import type { CorpusCase, SetUp } from '../corpus-case.ts'
import { get, head, post, request } from '../requests.ts'

/** Tells what the router made of the target. */
function tell(req: Request, res: Response): void {
  const { method, url, originalUrl, baseUrl, path, params, query } = req
  res.json({ method, url, originalUrl, baseUrl, path, params, query })
}

const paths: SetUp = (app) => {
  app.get('/', tell)
  app.get('/users/:id', tell)
  app.get('/users/:id/books/:book', tell)
  app.get('/flights/:from-:to', tell)
  app.get(/^\/files\/(.+)\.txt$/, tell)
  app.post('/users', tell)
  app.all('/any', tell)
  app.route('/route').get(tell).put(tell).delete(tell)
  app.search('/find', tell)
  app.head('/own', (_req, res) => void res.set('X-Head', 'own').end())
  app.get('/own', tell)
}

const step =
  (name: string): RequestHandler =>
  (_req, res, next) => {
    res.append('X-Steps', name)
    next()
  }

const end: RequestHandler = (_req, res) => void res.send('end')

export const routing: readonly CorpusCase[] = [
  ...table(paths, {
    'the root': get('/'),
    'the root with a query': get('/?a=1&b=2&a=3'),
    'a nested query': get('/?a[b]=1&a[c]=2&d[]=3'),
    'a query with odd characters': get("/?q=%20+'%27&x=%zz&=1&y"),
    'an empty query': get('/?'),
    'two question marks': get('/?a=?b'),
    'a parameter': get('/users/42'),
    'an encoded parameter': get('/users/a%2Fb%20%C3%A9'),
    'a parameter that cannot be decoded': get('/users/%E0%A4%A'),
    'two parameters': get('/users/1/books/2'),
    'two parameters in a segment': get('/flights/LAX-SFO'),
    'a regular expression': get('/files/a/b.txt'),
    'a trailing slash': get('/users/42/'),
    'another case': get('/USERS/42'),
    'two slashes at the beginning': get('//users/42'),
    'dot segments': get('/users/../users/1'),
    'characters beyond ASCII': get('/users/\xe9'),
    'HEAD of a GET route': head('/users/42'),
    'HEAD of its own': head('/own'),
    'POST to a GET route': post('/users/42', ''),
    'POST to its route': post('/users', ''),
    'PATCH to app.all': request('PATCH', '/any'),
    'PUT to app.route': request('PUT', '/route'),
    'PATCH to app.route': request('PATCH', '/route'),
    SEARCH: request('SEARCH', '/find'),
    'PURGE, for which there is no route': request('PURGE', '/find'),
    'OPTIONS of a route': request('OPTIONS', '/route'),
    'OPTIONS of app.all': request('OPTIONS', '/any'),
    'OPTIONS of no route': request('OPTIONS', '/none'),
    'nothing there': get('/none?x=1'),
    'nothing there, with markup in the path': get('/<script>alert(1)</script>'),
    'nothing there for HEAD': head('/none'),
    'nothing there for POST with content': post('/none', 'content', 'text/plain'),
    'nothing there for DELETE': request('DELETE', '/none'),
  }),
  ...table(
    (app) => {
      app.set('case sensitive routing', true).set('strict routing', true).set('query parser', 'simple')
      app.get('/Strict', tell)
    },
    {
      'case sensitive routing': get('/strict'),
      'strict routing': get('/Strict/'),
      'the simple query parser': get('/Strict?a[b]=1&c=2'),
    },
  ),
  single('a query parser of its own', get('/?a=1'), (app) => {
    app.set('query parser', (text: string) => ({ text }))
    app.get('/', tell)
  }),
  single('no query parser', get('/?a=1'), (app) => {
    app.set('query parser', false)
    app.get('/', tell)
  }),
  ...table(
    (app) => {
      app.get('/*splat', tell)
    },
    { 'a wildcard': get('/a/b%2Fc/d') },
    { only: 5 },
  ),
  ...table(
    (app) => {
      app.get('/opt{/:name}', tell)
    },
    { 'an optional parameter that is there': get('/opt/x'), 'an optional parameter': get('/opt') },
    { only: 5 },
  ),
  ...table(
    (app) => {
      app.get('/old/:name?', tell)
      app.get('/star/*', tell)
    },
    {
      'an optional parameter, Express 4': get('/old'),
      'a wildcard, Express 4': get('/star/a/b'),
    },
    { only: 4 },
  ),
  single("next('route')", get('/'), (app) => {
    app.get('/', step('a'), (_req, _res, next) => next('route'), step('left out'))
    app.get('/', step('b'), end)
  }),
  single("next('router')", get('/r/x'), (app, _note, express) => {
    const router = express.Router()
    router.use(step('a'), (_req, _res, next) => next('router'))
    router.use(step('left out'))
    app.use('/r', router)
    app.use(step('b'), end)
  }),
  single('handlers in arrays', get('/'), (app) => {
    app.get('/', [step('a'), step('b')], step('c'), end)
  }),
  single('several paths', get('/two'), (app) => {
    app.get(['/one', '/two'], tell)
  }),
  ...table(
    (app) => {
      app.param('id', (req, res, next, id: string) => {
        res.append('X-Param', id)
        if (id === 'bad') next(Object.assign(new Error('no such id'), { status: 404 }))
        else if (id === 'other') next('route')
        else next()
      })
      app.get('/p/:id', step('first'), (_req, _res, next) => next())
      app.get('/p/:id', end)
    },
    {
      'app.param': get('/p/1'),
      'app.param with an error': get('/p/bad'),
      "app.param with next('route')": get('/p/other'),
    },
  ),
  single('req.route', get('/users/1'), (app) => {
    app.get('/users/:id', (req, res) => void res.json([(req.route as { path: string }).path, req.method]))
  }),
  single('rewriting req.url', get('/old/1?x=2'), (app) => {
    app.use((req, _res, next) => {
      req.url = req.url.replace('/old', '/new')
      next()
    })
    app.get('/new/:id', tell)
  }),
  single('overriding req.method', post('/', '', '', { 'X-HTTP-Method-Override': 'PUT' }), (app) => {
    app.use((req, _res, next) => {
      req.method = req.get('x-http-method-override') ?? req.method
      next()
    })
    app.put('/', tell)
  }),
  single('a hundred and fifty synchronous layers', get('/'), (app) => {
    for (let layer = 0; layer < 150; layer++) app.use((_req, _res, next) => next())
    app.get('/', end)
  }),
  single('asynchronous layers', get('/'), (app) => {
    app.use(async (_req, _res, next) => {
      await new Promise((resolve) => void setImmediate(resolve))
      next()
    })
    app.get('/', async (_req, res) => {
      await Promise.resolve()
      res.send('later')
    })
  }),
]
