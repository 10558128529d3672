import type { Request, Response } from 'express'
import { single, table } from '../corpus-case.ts'
import type { CorpusCase, SetUp } from '../corpus-case.ts'
import { get, head, request } from '../requests.ts'

function tell(req: Request, res: Response): void {
  const { url, originalUrl, baseUrl, path, params } = req
  res.json({ url, originalUrl, baseUrl, path, params })
}

const mounted: SetUp = (app, _note, express) => {
  const inner = express.Router({ mergeParams: true })
  inner.get('/', tell)
  inner.get('/leaf/:leaf', tell)
  const router = express.Router()
  router.get('/', tell)
  router.use('/inner/:id', inner)
  router.get('/redirect', (_req, res) => res.redirect('elsewhere'))
  app.use('/api', router)
  app.use(['/first', '/second'], router)
}

const subApps: SetUp = (app, note, express) => {
  const admin = express()
  admin.on('mount', () => note(`mounted at ${String(admin.mountpath)}`))
  admin.set('title', 'inner')
  admin.get('/', (req, res) => {
    res.json({ title: req.app.get('title') as string, path: admin.path(), base: req.baseUrl })
  })
  admin.get('/through', (_req, _res, next) => next())
  admin.get('/fail', () => {
    throw Object.assign(new Error('inner'), { status: 418 })
  })
  app.set('title', 'outer').set('x-powered-by', false).set('json spaces', 1)
  app.locals['name'] = 'outer'
  app.use('/admin', admin)
  app.get('/admin/through', (req, res) => {
    res.json({ title: req.app.get('title') as string, same: req.app === app, res: res.app === app })
  })
}

export const composition: readonly CorpusCase[] = [
  ...table(mounted, {
    'a router': get('/api'),
    'a router with a slash': get('/api/'),
    'a router with a query': get('/api?x=1'),
    'a router in a router': get('/api/inner/7/leaf/8?x=1'),
    'a router whose end is missing': get('/api/inner/7/none'),
    'a path that only begins alike': get('/apis'),
    'one of two places': get('/second/inner/1'),
    'a relative redirect': get('/api/redirect'),
    'OPTIONS of routers': request('OPTIONS', '/api/redirect'),
  }),
  ...table(
    subApps,
    {
      'an application in another': get('/admin'),
      'through an application to the next': get('/admin/through'),
      'an error of an inner application': get('/admin/fail'),
      'nothing there in an inner application': get('/admin/none'),
    },
    { notes: ['mounted at /admin'] },
  ),
  single('app.locals and res.locals in a view', get('/'), (app) => {
    app.engine('text', (_path, options, done) => {
      const { name, user, settings, extra } = options as Record<string, unknown>
      done(
        null,
        JSON.stringify({ name, user, extra, engine: (settings as { 'view engine': string })['view engine'] }),
      )
    })
    app.set('view engine', 'text').set('views', import.meta.dirname)
    app.locals['name'] = 'application'
    class AnyView {
      readonly path = 'any'
      render(options: object, done: (error: unknown, html: string) => void): void {
        done(null, JSON.stringify(Object.keys(options).toSorted()))
      }
    }
    app.set('view', AnyView)
    app.get('/', (_req, res) => {
      res.locals['user'] = 'ada'
      res.render('any', { extra: 1 })
    })
  }),
  single('a view that is not there', get('/'), (app) => {
    app.engine('text', (_path, _options, done) => done(null, ''))
    app.set('view engine', 'text').set('views', import.meta.dirname)
    app.get('/', (_req, res) => res.render('none'))
    app.use((_error: Error, _req: Request, res: Response, next: () => void) => {
      res.status(500).send('no view')
      void next
    })
  }),
  single('res.render with a callback', get('/'), (app) => {
    class AnyView {
      readonly path = 'any'
      render(_options: object, done: (error: unknown, html: string) => void): void {
        done(null, '<p>hi</p>')
      }
    }
    app.set('view', AnyView).set('view engine', 'text')
    app.get('/', (_req, res) => {
      res.render('any', (_error: Error, html: string) => void res.type('txt').send(html))
    })
  }),
  single('settings', get('/'), (app) => {
    app.enable('trust proxy').disable('etag').set('any', { deep: 1 })
    app.get('/', (req, res) => {
      res.json([
        req.app.get('any') as unknown,
        app.enabled('trust proxy'),
        app.disabled('etag'),
        app.mountpath,
      ])
    })
  }),
  single('properties handed from one layer to the next', get('/'), (app) => {
    app.use((req, res, next) => {
      Object.assign(req, { user: 'ada' })
      res.locals['role'] = 'admin'
      next()
    })
    app.get('/', (req, res) => {
      res.json([(req as unknown as { user: string }).user, res.locals, req.res === res, res.req === req])
    })
  }),
  single('methods added to app.request and app.response', get('/'), (app) => {
    Object.assign(app.request, { shout: () => 'HEY' })
    Object.assign(app.response, {
      ok(this: Response, what: string) {
        return this.status(202).send(what)
      },
    })
    app.get('/', (req, res) => {
      const { shout } = req as unknown as { shout: () => string }
      ;(res as unknown as { ok: (what: string) => void }).ok(shout())
    })
  }),
  single('a handler of node:http inside', get('/plain'), (app) => {
    app.use('/plain', (_req, res) => {
      const plain: import('node:http').ServerResponse = res
      plain.writeHead(203, { 'X-Plain': 'yes' })
      plain.end('plain')
    })
  }),
  ...table(
    (app) => {
      app.use((req, res, next) => {
        if (req.hostname === 'api.example') res.send('api')
        else next()
      })
      app.use((_req, res) => void res.send('www'))
    },
    { 'a host': get('/', { Host: 'api.example' }), 'another host': head('/', { Host: 'www.example' }) },
  ),
]
