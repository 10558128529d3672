import { cascade, mapResponse } from '@tsgi/compose'
import { notFound, text, withHeader } from '@tsgi/message'
import type { Middleware } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { Answer } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { matchedRoute, router } from './index.ts'
import type { Router } from './index.ts'

const echo = (_request: unknown, params: unknown): object => ({ params })

/** What a router answers; whatever it reports as a fault fails the test. */
async function ask(app: Router, target: string, method = 'GET'): Promise<Answer> {
  const asked = client(app)
  const answer = await asked.request(method, target)
  expect(asked.errors).toEqual([])
  return answer
}

async function expectParams(app: Router, target: string, params: object | null): Promise<void> {
  const answer = await ask(app, target)
  expect([target, answer.status === 404 ? null : answer.json()]).toEqual([target, params && { params }])
}

describe('a path', () => {
  it('gives its segments to parameters, decoded once', async () => {
    const app = router().get('/users/:id/posts/:post', echo)
    await expectParams(app, '/users/7/posts/a%20b', { id: '7', post: 'a b' })
    await expectParams(app, '/users/caf%C3%A9/posts/%2541', { id: 'café', post: '%41' })
    await expectParams(app, '/users/7/posts', null)
    await expectParams(app, '/users/7/posts/1/2', null)
    await expectParams(app, '/users//posts/1', null)
  })

  it('is compared decoded with what the pattern says', async () => {
    const app = router().get('/café/:id', echo).get('/%3Aid', echo)
    await expectParams(app, '/caf%C3%A9/1', { id: '1' })
    await expectParams(app, '/c%61f%c3%a9/1', { id: '1' })
    await expectParams(app, '/:id', {})
    await expectParams(app, '/%3Aid', {})
  })

  it('never has a segment split by an encoded slash (RT2, RT5)', async () => {
    const app = router().get('/files/*path', echo).get('/a/:b', echo).get('/a/:b/c', echo)
    for (const target of [
      '/a/b%2Fc',
      '/a%2Fb',
      '/files/a%2Fb',
      '/files/..%2f..%2fetc',
      '/files/a%5Cb',
      '/files/%00',
    ])
      await expectParams(app, target, null)
  })

  it.each(['/files/../etc', '/files/%2e%2e/etc', '/files/.', '/files/a\\b'])(
    'with a segment that is none falls through: %s',
    async (target) => expectParams(router().get('/files/*path', echo), target, null),
  )

  it.each(['/users/%', '/users/%zz', '/%ff', '/users/%c0%af', '/nowhere/%e0%a4'])(
    'with escapes that stand for nothing is a bad request: %s (RT9)',
    async (target) => {
      const { status, text: content } = await ask(router().get('/users/:id', echo), target)
      expect(status).toBe(400)
      expect(content).not.toContain('%')
    },
  )

  it('takes names of built-in properties for names (RT7)', async () => {
    const app = router().get('/:__proto__/:constructor', (_request, params) => Object.entries(params))
    expect((await ask(app, '/constructor/__proto__')).json()).toEqual([
      ['__proto__', 'constructor'],
      ['constructor', '__proto__'],
    ])
    expect((await ask(router().get('/a', echo), '/__proto__')).status).toBe(404)
    expect((await ask(router().get('/a', echo), '/a', 'constructor')).status).toBe(405)
  })

  it('that no route takes falls through', async () => {
    const app = cascade(router().get('/a', echo), router().get('/b', echo), () => text('last'))
    const asked = client(app)
    expect((await asked.get('/b')).json()).toEqual({ params: {} })
    expect((await asked.get('/c')).text).toBe('last')
    expect((await asked.get('/a%2fb')).text).toBe('last')
  })

  it('gives each request parameters of its own (RT8)', async () => {
    const seen: object[] = []
    const app = router().get('/:id', (_request, params) => {
      seen.push(params)
      return null
    })
    await Promise.all(['/1', '/2'].map((target) => ask(app, target)))
    expect(seen).toEqual([{ id: '1' }, { id: '2' }])
  })
})

describe('of several routes', () => {
  const app = router()
    .get('/:first/:second', () => 'parameters')
    .get('/*rest', (_request, { rest }) => `rest ${rest}`)
    .get('/users/*', () => 'users and more')
    .get('/users/:id', () => 'user')
    .get('/users/:id<int>', (_request, { id }) => `user ${id + 1}`)
    .get('/users/:id<uuid>', () => 'user by uuid')
    .get('/users/:what<new|old>', (_request, { what }) => `${what} users`)
    .get('/users/me', () => 'me')

  it.each([
    ['/users/me', 'me'],
    ['/users/41', 'user 42'],
    ['/users/0', 'user 1'],
    ['/users/042', 'user'],
    ['/users/9007199254740993', 'user'],
    ['/users/123e4567-e89b-12d3-a456-426614174000', 'user by uuid'],
    ['/users/new', 'new users'],
    ['/users/ada', 'user'],
    ['/users/ada/posts', 'users and more'],
    ['/users/', 'users and more'],
    ['/pages/about', 'parameters'],
    ['/a/b/c', 'rest a/b/c'],
    ['/a//c/', 'rest a//c/'],
    ['/', 'rest '],
  ])('the most specific takes %s', async (target, expected) => {
    expect((await ask(app, target)).text).toBe(expected)
  })

  it('one with the method goes before one that is more specific', async () => {
    const shop = router()
      .get('/users/me', () => 'me')
      .delete('/users/:id', (_request, { id }) => `without ${id}`)
    expect((await ask(shop, '/users/me', 'DELETE')).text).toBe('without me')
  })

  it('one may have several patterns', async () => {
    const pages = router().get(['/', '/pages/:name'], (_request, { name = 'home' }) => name)
    expect((await ask(pages, '/')).text).toBe('home')
    expect((await ask(pages, '/pages/about')).text).toBe('about')
  })

  it('constraints of the router decide by value', async () => {
    const even = (value: string): number | undefined => (Number(value) % 2 === 0 ? Number(value) : undefined)
    const numbers = router({ constraints: { even } }).get('/:n<even>', (_request, { n }) => `${n / 2}`)
    expect((await ask(numbers, '/84')).text).toBe('42')
    expect((await ask(numbers, '/83')).status).toBe(404)
  })
})

describe('methods', () => {
  const app = router()
    .get('/notes/:id', (_request, { id }) => `note ${id}`)
    .put('/notes/:id', () => null)
    .post('/notes', () => 'made')
    .head('/notes', () => withHeader(text(''), 'x-total', '3'))
    .options('/star', () => withHeader(text('mine'), 'allow', 'GET'))
    .route('/any', { methods: ['PATCH', 'PURGE'] }, ({ method }) => method)

  it('HEAD is answered as GET, without content (RT11)', async () => {
    const answer = await ask(app, '/notes/1', 'HEAD')
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect((await ask(app, '/notes', 'HEAD')).headers['x-total']).toBe('3')
  })

  it('OPTIONS tells them, unless a route does', async () => {
    const { status, headers } = await ask(app, '/notes/1', 'OPTIONS')
    expect([status, headers['allow']]).toEqual([204, 'GET, PUT, HEAD, OPTIONS'])
    expect((await ask(app, '/star', 'OPTIONS')).text).toBe('mine')
    expect((await ask(app, '/nowhere', 'OPTIONS')).status).toBe(404)
    expect((await ask(app, '*', 'OPTIONS')).status).toBe(404)
  })

  it('others are refused with 405 and those of all routes that fit (RT11)', async () => {
    const shop = router()
      .get('/users/me', () => '')
      .delete('/users/:id', () => '')
    const { status, headers } = await ask(shop, '/users/me', 'POST')
    expect([status, headers['allow']]).toEqual([405, 'GET, DELETE, HEAD, OPTIONS'])
  })

  it('are compared as they are', async () => {
    expect((await ask(app, '/any', 'PURGE')).text).toBe('PURGE')
    expect((await ask(app, '/any', 'purge')).status).toBe(405)
  })
})

describe('a slash at the end', () => {
  const define = (trailingSlash?: 'redirect' | 'ignore' | 'strict'): Router =>
    router(trailingSlash === undefined ? {} : { trailingSlash })
      .get('/notes/:id', (_request, { id }) => id)
      .get('/folder/', () => 'folder')
      .post('/notes', () => 'made')

  it.each([
    ['/notes/1/?a=b', 'GET', '/notes/1?a=b'],
    ['/folder', 'GET', '/folder/'],
    ['/notes/', 'POST', '/notes'],
    ['/notes/caf%C3%A9/', 'GET', '/notes/caf%C3%A9'],
  ])('too many or too few is redirected: %s', async (target, method, location) => {
    const { status, headers } = await ask(define(), target, method)
    expect([status, headers['location']]).toEqual([308, location])
  })

  it('is not looked at', async () => {
    expect((await ask(define('ignore'), '/notes/1/')).text).toBe('1')
    expect((await ask(define('ignore'), '/folder')).text).toBe('folder')
  })

  it('matters', async () => {
    expect((await ask(define('strict'), '/notes/1/')).status).toBe(404)
    expect((await ask(define('strict'), '/notes/1')).status).toBe(200)
  })

  it('never leads to another site (RT6)', async () => {
    const app = router().get('/:a', echo).get('/:a/:b', echo).get('/:a/:b/:c/', echo)
    for (const target of [
      '//evil.example/',
      '//evil.example',
      '///evil.example/',
      '/%2Fevil.example/',
      '/\\evil.example/',
    ])
      expect([target, (await ask(app, target)).headers['location']]).toEqual([target, undefined])
  })

  it('of a mount is redirected below the mount', async () => {
    const app = router().mount(
      '/shop',
      router()
        .get('/', () => 'shop')
        .get('/a', () => 'a'),
    )
    expect((await ask(app, '/shop')).headers['location']).toBe('/shop/')
    expect((await ask(app, '/shop/a/')).headers['location']).toBe('/shop/a')
  })
})

describe('a group', () => {
  const log: string[] = []
  const noted =
    (name: string): Middleware =>
    (next) =>
    (request) => {
      log.push(`${name} ${matchedRoute.get(request)?.pattern}`)
      return next(request)
    }
  const guard: Middleware = (next) => (request) =>
    request.headers['authorization'] === 'yes' ? next(request) : text('No\n', { status: 401 })

  it('has a prefix and middleware, around that of groups within', async () => {
    const app = router()
    const outer = app.group('/tenants/:tenant', noted('outer'))
    outer.group('/users', noted('inner')).get('/:id', echo)
    outer.get('', echo)
    log.length = 0
    await expectParams(app, '/tenants/a/users/1', { tenant: 'a', id: '1' })
    await expectParams(app, '/tenants/a', { tenant: 'a' })
    expect(log).toEqual([
      'outer /tenants/:tenant/users/:id',
      'inner /tenants/:tenant/users/:id',
      'outer /tenants/:tenant',
    ])
  })

  it('guards all that is below its prefix, however it is spelled (RT4)', async () => {
    const app = router().get('/:section/stats', () => 'anybody')
    const admin = app.group('/admin', guard)
    admin.get('/users', () => 'users').mount('/files', () => text('file'))
    const unguarded: string[] = []
    for (const target of [
      '/admin/users',
      '/%61dmin/users',
      '/admin/stats',
      '/admin',
      '/admin/',
      '/admin/files/a',
      '/admin/users/',
    ])
      for (const method of ['GET', 'OPTIONS', 'DELETE'])
        if ((await ask(app, target, method)).status !== 401) unguarded.push(`${method} ${target}`)
    expect(unguarded).toEqual([])
    expect((await ask(app, '/shop/stats')).text).toBe('anybody')
  })

  it('lets those in as if it were not there', async () => {
    const app = router()
    app.group('/admin', guard).get('/users', () => 'users')
    const asked = client(app)
    const headers = { authorization: 'yes' }
    expect((await asked.get('/admin/users', { headers })).text).toBe('users')
    expect((await asked.get('/admin/users/', { headers })).headers['location']).toBe('/admin/users')
    expect((await asked.post('/admin/users', { headers })).headers['allow']).toBe('GET, HEAD, OPTIONS')
    expect((await asked.get('/admin/nothing', { headers })).status).toBe(404)
  })

  it('tells its middleware the parameters of what it answers by itself too', async () => {
    const seen: unknown[] = []
    const app = router()
    app
      .group('/t/:tenant', (next) => (request) => {
        seen.push(matchedRoute.get(request)?.params)
        return next(request)
      })
      .get('/files/*path', () => '')
    await ask(app, '/t/a/files/b/c', 'DELETE')
    await ask(app, '/t/a/files', 'GET')
    await ask(app, '/t/a/nothing', 'GET')
    expect(seen).toEqual([{ tenant: 'a', path: 'b/c' }, { tenant: 'a', path: '' }, { tenant: 'a' }])
  })

  it('may have routes and no prefix', async () => {
    const app = router().get('/open', () => 'open')
    app.group('', guard).get('/closed', () => 'closed')
    expect((await ask(app, '/open')).text).toBe('open')
    expect((await ask(app, '/closed')).status).toBe(401)
    expect((await ask(app, '/nowhere')).status).toBe(404)
  })

  it('says so when its middleware drops the state of a request', async () => {
    const app = router()
    app.group('/a', (next) => (request) => next({ ...request, state: {} })).get('/b', () => '')
    const asked = client(app)
    expect((await asked.get('/a/b')).status).toBe(500)
    expect(String(asked.errors[0])).toContain('without its state')
  })
})

describe('a mounted application', () => {
  it('gets whole segments, as they were spelled, with all methods (RT3)', async () => {
    const app = router().mount('/api', ({ basePath, path, method }) => text(`${method} ${basePath} ${path}`))
    expect((await ask(app, '/api')).text).toBe('GET /api ')
    expect((await ask(app, '/%61pi/a%20b', 'PURGE')).text).toBe('PURGE /%61pi /a%20b')
    expect((await ask(app, '/apix')).status).toBe(404)
    expect((await ask(app, '/api/..%2fadmin')).status).toBe(404)
  })

  it('gets what no route takes', async () => {
    const app = router()
      .get('/api/new', () => 'new')
      .mount('/api', () => text('old'))
      .mount('/', () => text('root'))
    expect((await ask(app, '/api/new')).text).toBe('new')
    expect((await ask(app, '/api/new', 'POST')).text).toBe('old')
    expect((await ask(app, '/api/new/')).text).toBe('old')
    expect((await ask(app, '/a')).text).toBe('root')
  })

  it('gets everything at the root, as it came', async () => {
    const app = router().mount('/', ({ path }) => text(path))
    for (const target of ['*', '/%zz', '/a%2fb', '/../a', '//'])
      expect((await ask(app, target, 'OPTIONS')).text).toBe(target)
  })

  it('may be a router, and learns parameters of its prefix', async () => {
    const inner = router().get(
      '/:id',
      (request, { id }) => `${String(matchedRoute.get(request)?.params['tenant'])} ${id}`,
    )
    expect((await ask(router().mount('/t/:tenant', inner), '/t/a/7')).text).toBe('a 7')
  })

  it('has the last word', async () => {
    const app = router()
      .mount('/a', notFound)
      .get('/:any/b', () => 'b')
    expect((await ask(app, '/a/b')).status).toBe(404)
  })
})

describe('routes as data', () => {
  it('are in the order of their definition, with their places', () => {
    const app = router().get(['/', '/home'], { name: 'home' }, () => '')
    app.group('/api').route('/x', { methods: ['PUT', 'POST'] }, () => '')
    app.mount('/old', notFound)
    const place = expect.stringMatching(/^packages\/toolkit\/router\/src\/router\.test\.ts:\d+$/) as string
    expect(app.routes).toEqual([
      { method: 'GET', pattern: '/', name: 'home', place },
      { method: 'GET', pattern: '/home', name: 'home', place },
      { method: 'PUT', pattern: '/api/x', name: null, place },
      { method: 'POST', pattern: '/api/x', name: null, place },
      { method: '*', pattern: '/old/*', name: null, place },
    ])
  })
})

it('answers middleware around it like any application', async () => {
  const app = mapResponse((response) => withHeader(response, 'x-a', 'b'))(router().get('/', () => 'a'))
  expect((await client(app).get('/')).headers['x-a']).toBe('b')
})
