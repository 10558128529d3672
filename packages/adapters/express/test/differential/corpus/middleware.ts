import { createRequire } from 'node:module'
import compression from 'compression'
import cors from 'cors'
import type { Express } from 'express'
import { rateLimit } from 'express-rate-limit'
import session from 'express-session'
import helmet from 'helmet'
import morgan from 'morgan'
import { Passport } from 'passport'
import { Strategy } from 'passport-local'
import { single, table } from '../corpus-case.ts'
import type { CorpusCase, Note, SetUp } from '../corpus-case.ts'
import { get, head, post, postForm, request } from '../requests.ts'

const LONG = 'compress me, please. '.repeat(200)
const GZIP = { 'Accept-Encoding': 'gzip' }

const compressing: SetUp = (app) => {
  app.use(compression())
  app.get('/long', (_req, res) => void res.type('txt').send(LONG))
  app.get('/short', (_req, res) => void res.type('txt').send('short'))
  app.get('/png', (_req, res) => void res.type('png').send(LONG))
  app.get('/kept', (_req, res) => void res.set('Cache-Control', 'no-transform').type('txt').send(LONG))
  app.get('/tagged', (_req, res) => void res.set('ETag', '"strong"').type('txt').send(LONG))
  app.get('/pieces', (_req, res) => {
    res.type('txt').write(LONG)
    res.flush()
    setImmediate(() => res.end(LONG))
  })
  app.get('/head', (_req, res) => void res.writeHead(200, { 'Content-Type': 'text/plain' }).end(LONG))
  app.get('/callback', (_req, res) => {
    res.type('txt')
    res.write(LONG)
    res.end()
  })
}

const logged: SetUp = (app, note) => {
  const format =
    ':remote-addr :method :url HTTP/:http-version :status :res[content-length] ":user-agent" :date[iso]'
  app.use(morgan(format, { stream: { write: (line) => note(line.trim()) } }))
  app.get('/', (_req, res) => void res.send('hello'))
  app.get('/fail', () => {
    throw new Error('secret')
  })
}

const FROM = '127.0.0.1'
const WHEN = '2026-11-22T12:00:00.000Z'

function counting(app: Express, options: object): void {
  app.use(rateLimit({ windowMs: 60_000, limit: 2, validate: false, ...options }))
  app.get('/', (_req, res) => void res.send('served'))
}

const store: SetUp = (app) => {
  let made = 0
  app.use(session({ secret: 'secret', resave: false, saveUninitialized: true, genid: () => `id-${++made}` }))
  app.get('/count', (req, res) => {
    const count = req.session as unknown as { views?: number }
    count.views = (count.views ?? 0) + 1
    res.json({ id: req.sessionID, views: count.views })
  })
  app.get('/renew', (req, res, next) => {
    req.session.regenerate((error) =>
      error === undefined || error === null ? res.send(req.sessionID) : next(error),
    )
  })
  app.get('/end', (req, res) => void req.session.destroy(() => res.send('ended')))
  app.get('/pieces', (req, res) => {
    Object.assign(req.session, { seen: true })
    res.write('one')
    res.end('two')
  })
}

const { sign } = createRequire(createRequire(import.meta.url).resolve('express-session'))(
  'cookie-signature',
) as {
  sign: (value: string, secret: string) => string
}
const cookieOf = (id: string): Record<string, string> => ({
  Cookie: `connect.sid=${encodeURIComponent(`s:${sign(id, 'secret')}`)}`,
})

const login: SetUp = (app, note, express) => {
  const passport = new Passport()
  passport.use(
    new Strategy((name, password, done) => {
      if (password === 'right') done(null, { name })
      else done(null, false, { message: 'wrong password' })
    }),
  )
  passport.serializeUser((user, done) => done(null, (user as { name: string }).name))
  passport.deserializeUser((name: string, done) => done(null, { name }))
  let made = 0
  app.use(session({ secret: 'secret', resave: false, saveUninitialized: false, genid: () => `id-${++made}` }))
  app.use(passport.initialize(), passport.session())
  app.use(express.urlencoded({ extended: false }))
  app.post('/login', passport.authenticate('local', { successRedirect: '/me', failureRedirect: '/sorry' }))
  app.post('/strict', passport.authenticate('local'), (_req, res) => void res.send('in'))
  app.get('/me', (req, res) => {
    if (req.isAuthenticated()) res.json(req.user)
    else res.status(401).send('who?')
  })
  app.post('/logout', (req, res, next) => {
    req.logout((error) => {
      note('logged out')
      if (error === undefined || error === null) res.redirect('/')
      else next(error)
    })
  })
}

const origins: SetUp = (app) => {
  app.use(
    cors({
      origin: ['https://a.example', /\.b\.example$/],
      credentials: true,
      exposedHeaders: ['X-A'],
      maxAge: 60,
    }),
  )
  app.all('/', (_req, res) => void res.send('x'))
}

const PREFLIGHT = {
  Origin: 'https://a.example',
  'Access-Control-Request-Method': 'PUT',
  'Access-Control-Request-Headers': 'x-one, x-two',
}

export const middleware: readonly CorpusCase[] = [
  single('helmet', [get('/'), head('/'), get('/none')], (app) => {
    app.use(helmet())
    app.get('/', (_req, res) => void res.send('x'))
  }),
  single('helmet with options', get('/'), (app) => {
    app.use(
      helmet({
        contentSecurityPolicy: {
          directives: { 'script-src': ["'self'", (_req, res) => `'nonce-${res.statusCode}'`] },
        },
        xFrameOptions: { action: 'deny' },
      }),
    )
    app.get('/', (_req, res) => void res.send('x'))
  }),
  ...table(origins, {
    cors: get('/', { Origin: 'https://a.example' }),
    'cors for another origin': get('/', { Origin: 'https://evil.example' }),
    'cors for a subdomain': get('/', { Origin: 'https://x.b.example' }),
    'cors asked beforehand': request('OPTIONS', '/', PREFLIGHT),
    'cors asked by nobody': request('OPTIONS', '/'),
  }),
  ...table(compressing, {
    compression: get('/long', GZIP),
    'compression with Brotli': get('/long', { 'Accept-Encoding': 'br, gzip' }),
    'compression with deflate': get('/long', { 'Accept-Encoding': 'deflate' }),
    'compression that nobody wants': get('/long'),
    'compression of little': get('/short', GZIP),
    'compression of a picture': get('/png', GZIP),
    'compression that must not be': get('/kept', GZIP),
    'compression with a strong entity-tag': get('/tagged', GZIP),
    'compression with a condition': get('/tagged', { ...GZIP, 'If-None-Match': '"strong"' }),
    'compression to HEAD': head('/long', GZIP),
    'compression in pieces': get('/pieces', GZIP),
    'compression and writeHead': get('/head', GZIP),
    'compression of writes': get('/callback', GZIP),
  }),
  ...table(
    logged,
    { morgan: get('/', { 'User-Agent': 'x "y"' }) },
    {
      notes: [`${FROM} GET / HTTP/1.1 200 5 "x \\"y\\"" ${WHEN}`],
    },
  ),
  ...table(
    logged,
    { 'morgan of an error': get('/fail?x=1') },
    {
      notes: [`${FROM} GET /fail?x=1 HTTP/1.1 500 148 "-" ${WHEN}`],
    },
  ),
  ...table(logged, { 'morgan of HEAD': head('/') }, { notes: [`${FROM} HEAD / HTTP/1.1 200 5 "-" ${WHEN}`] }),
  single(
    'morgan, at once',
    post('/', 'x', 'text/plain'),
    (app, note) => {
      const stream = { write: (line: string) => note(line.trim()) }
      app.use(morgan(':method :url :status', { immediate: true, stream }))
      app.use(morgan(':method :url :status', { stream }))
    },
    { notes: ['POST / -', 'POST / 404'] },
  ),
  single(
    'morgan of a client that leaves',
    get('/'),
    (app, note) => {
      app.use(morgan(':method :url :status', { stream: { write: (line) => note(line.trim()) } }))
      app.get('/', () => note('called'))
    },
    { notes: ['called', 'GET / -'], leavesWhen: 'called' },
  ),
  ...['draft-6', 'draft-7', 'draft-8'].map((standardHeaders) =>
    single(`a rate limit, ${standardHeaders}`, [get('/'), get('/'), get('/')], (app) =>
      counting(app, { standardHeaders, legacyHeaders: false }),
    ),
  ),
  single('a rate limit with a page', [get('/'), get('/'), get('/')], (app) =>
    counting(app, {
      handler: ((_req, res) =>
        void res.status(429).json({ slow: 'down' })) as import('express').RequestHandler,
    }),
  ),
  ...table(store, {
    'a new session': get('/count'),
    'a session that goes on': [
      get('/count'),
      get('/count', cookieOf('id-1')),
      get('/count', cookieOf('id-1')),
    ],
    'a session that nobody made': get('/count', cookieOf('other')),
    'a session that is forged': get('/count', { Cookie: 'connect.sid=s%3Aid-1.forged' }),
    'a session that is renewed': [
      get('/count'),
      get('/renew', cookieOf('id-1')),
      get('/count', cookieOf('id-2')),
    ],
    'a session that is ended': [
      get('/count'),
      get('/end', cookieOf('id-1')),
      get('/count', cookieOf('id-1')),
    ],
    'a session and an answer in pieces': get('/pieces'),
    'a session to HEAD': head('/count'),
  }),
  ...table(login, {
    'a login': [postForm('/login', 'username=ada&password=right'), get('/me', cookieOf('id-2'))],
    'a login that fails': postForm('/login', 'username=ada&password=wrong'),
    'a login that fails with 401': postForm('/strict', 'username=ada&password=wrong'),
    'a login without password': postForm('/strict', 'username=ada'),
    'nobody logged in': get('/me'),
  }),
  ...table(
    login,
    {
      'a logout': [
        postForm('/strict', 'username=ada&password=right'),
        post('/logout', '', '', cookieOf('id-2')),
        get('/me', cookieOf('id-2')),
      ],
    },
    { notes: ['logged out'] },
  ),
  single(
    'all of them together',
    [get('/', { ...GZIP, Origin: 'https://a.example' }), get('/none', GZIP)],
    (app, note, express) => {
      const quiet: Note = () => {}
      app.use(helmet())
      origins(app, quiet, express)
      compressing(app, quiet, express)
      void note
    },
  ),
]
