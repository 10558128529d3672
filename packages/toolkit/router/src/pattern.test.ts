import { describe, expect, it } from 'vitest'
import { notFound } from '@tsgi/message'
import { router } from './index.ts'

const nothing = (): null => null

describe('a pattern is refused when it is defined (RT1)', () => {
  it.each([
    ['users', "it starts with '/'"],
    ['/a//b', 'a segment is empty'],
    ['/*rest/b', "'*rest' takes all the rest, so it comes last"],
    ['/:id.json', "takes the whole segment; got 'id.json'"],
    ['/:', "takes the whole segment; got ''"],
    ['/*a-b', "takes the whole segment; got 'a-b'"],
    ['/:id(\\d+)', "takes the whole segment; got 'id(\\d+)'"],
    ['/:id<int', "a constraint ends with '>'"],
    ['/:id<number>', "'number' is no constraint: there are int, uuid, and alternatives as in <a|b>"],
    ['/:id/:id', "the parameter 'id' is there twice"],
    ['/100%', "no path has the segment '100%' (a '%' itself is '%25')"],
    ['/a/../b', "no path has the segment '..'"],
    ['/a%2Fb', "no path has the segment 'a%2Fb'"],
  ])('%s', (pattern, reason) => {
    expect(() => router().get(pattern, nothing)).toThrow(reason)
  })

  it('and so is what is none', () => {
    expect(() => router().get([] as never, nothing)).toThrow('A route has a pattern')
    expect(() => router().get(7 as never, nothing)).toThrow('A route has a pattern')
  })
})

describe('a prefix is refused', () => {
  it.each(['admin', '/admin/', '/*', '/a/*b'])('%s', (prefix) => {
    expect(() => router().group(prefix)).toThrow(TypeError)
    expect(() => router().mount(prefix, notFound)).toThrow(TypeError)
  })
})

describe('routes in conflict', () => {
  const here = String.raw`packages/toolkit/router/src/pattern\.test\.ts:\d+`

  it('are an error that names both places', () => {
    const app = router().get('/users/:id', nothing)
    const both = `^Routes in conflict: GET /users/:name \\((${here})\\) answers the same requests as GET /users/:id \\((${here})\\)$`
    expect(() => app.get('/users/:name', nothing)).toThrow(new RegExp(both))
  })

  it.each([
    ['/a', '/%61'],
    ['/:a<int>/b', '/:c<int>/b'],
    ['/files/*', '/files/*path'],
    ['/', '/'],
  ])('are %s and %s', (one, other) => {
    expect(() => router().get(one, nothing).get(other, nothing)).toThrow('Routes in conflict')
  })

  it('are those of groups, of one route, and mounted applications too', () => {
    const app = router().get('/api/x', nothing).mount('/old', notFound)
    expect(() => app.group('/api').get('/x', nothing)).toThrow('Routes in conflict')
    expect(() => app.get(['/y/:a', '/y/:b'], nothing)).toThrow('Routes in conflict')
    expect(() => app.mount('/old', notFound)).toThrow('Routes in conflict: mount /old/*')
  })

  it('are not those of other methods, other constraints, and other depth', () => {
    const app = router()
      .get('/:a', nothing)
      .post('/:b', nothing)
      .get('/:c<int>', nothing)
      .get('/:d/', nothing)
    expect(app.get('/*', nothing).routes).toHaveLength(5)
  })

  it('are two of one name', () => {
    const app = router().get('/a', { name: 'a' }, nothing)
    expect(() => app.get('/b', { name: 'a' }, nothing)).toThrow(
      new RegExp(`^Two routes are named 'a': ${here} and ${here}$`),
    )
  })
})

describe('other mistakes are told at once', () => {
  it.each<[mistake: string, make: () => unknown]>([
    ["Unknown option 'slash' of router()", () => router({ slash: 1 } as never)],
    [
      "trailingSlash is 'redirect', 'ignore' or 'strict', got 'no'",
      () => router({ trailingSlash: 'no' as never }),
    ],
    [
      "The constraint 'a' is a function from text to a value, got object",
      () => router({ constraints: { a: /a/ as never } }),
    ],
    [
      "Names of constraints are letters, digits and _; got 'a-b'",
      () => router({ constraints: { 'a-b': () => 1 } }),
    ],
    ["Unknown option 'path' of a route", () => router().get('/', { path: '/' } as never, nothing)],
    ["Unknown option 'methods' of a route", () => router().get('/', { methods: ['PUT'] } as never, nothing)],
    ["Not a method: 'A B' (RFC 9110 §9.1)", () => router().route('/', { methods: ['A B'] }, nothing)],
    ['A route has a method', () => router().route('/', { methods: [] }, nothing)],
    ['The name of a route is a text, got ""', () => router().get('/', { name: '' }, nothing)],
    ['The handler of a route is a function, got string', () => router().get('/', {}, 'x' as never)],
    ['The handler of a route is a function, got number', () => router().get('/')(7 as never)],
    ['Middleware of a group is a function, got string', () => router().group('/a', 'b' as never)],
    ['An application is a function, got object', () => router().mount('/a', {} as never)],
    ['add() takes routes, and objects with decorated methods', () => router().add({})],
  ])('%s', (mistake, make) => {
    expect(make).toThrow(new TypeError(mistake.startsWith('add()') ? `${mistake}; this is neither` : mistake))
  })
})
