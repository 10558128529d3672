import type { HttpRequest } from '@tsgi/spec'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { get, route, router } from './index.ts'
import type { Params, RouteDefinition } from './index.ts'

const nothing = (): null => null

/* The compiler runs these tests: what they call at run time only shows that nothing throws. */
describe('the types of parameters', () => {
  it('follow the pattern', () => {
    // oxlint-disable-next-line typescript/no-generated-empty-object-type -- that is what is tested
    expectTypeOf<keyof Params<'/'>>().toEqualTypeOf<never>()
    expectTypeOf<Params<'/users/:id'>>().toEqualTypeOf<{ readonly id: string }>()
    expectTypeOf<Params<'/a/:b/c/:d/*rest'>>().toEqualTypeOf<{
      readonly b: string
      readonly d: string
      readonly rest: string
    }>()
    // oxlint-disable-next-line typescript/no-generated-empty-object-type -- that is what is tested
    expectTypeOf<keyof Params<'/a/*'>>().toEqualTypeOf<never>()
  })

  it('follow the constraints', () => {
    expectTypeOf<Params<'/:id<int>/:key<uuid>'>>().toEqualTypeOf<{
      readonly id: number
      readonly key: string
    }>()
    expectTypeOf<Params<'/:lang<de|en|fr>'>>().toEqualTypeOf<{ readonly lang: 'de' | 'en' | 'fr' }>()
    expectTypeOf<Params<'/:day<date>', { date: (text: string) => Date | undefined }>>().toEqualTypeOf<{
      readonly day: Date
    }>()
    expectTypeOf<Params<'/:day<date>'>>().toEqualTypeOf<{ readonly day: unknown }>()
  })

  it('have the names of all of several patterns', () => {
    expectTypeOf<Params<'/' | '/:page' | '/:page/:part<int>'>>().toEqualTypeOf<{
      readonly page: string | undefined
      readonly part: number | undefined
    }>()
  })

  it('say of patterns that are not known as little as is known', () => {
    expectTypeOf<Params<string>>().toEqualTypeOf<Readonly<Record<string, unknown>>>()
  })
})

describe('handlers', () => {
  it('get what the pattern says, with the prefixes of groups', () => {
    const app = router({ constraints: { date: (text) => new Date(text) } })
    app.get('/:a/:b<int>', (request, params) => {
      expectTypeOf(request).toEqualTypeOf<HttpRequest>()
      expectTypeOf(params).toEqualTypeOf<{ readonly a: string; readonly b: number }>()
      return null
    })
    app.group('/tenants/:tenant<int>').get(['/', '/:day<date>'], { name: 'day' }, (_request, params) => {
      expectTypeOf(params).toEqualTypeOf<{ readonly tenant: number; readonly day: Date | undefined }>()
      return null
    })
    expect(app.routes).toHaveLength(3)
  })

  it('cannot ask for what is not there, nor answer nothing', () => {
    const app = router()
    // @ts-expect-error: the parameter is called id
    app.get('/a/:id', (_request, { name }) => String(name))
    // @ts-expect-error: a number is no answer
    app.get('/b', () => 7)
    // @ts-expect-error: a handler returns something
    app.get('/c', () => {})
    expect(app.routes).toHaveLength(3)
  })

  it('may be methods of classes', () => {
    class Pages {
      readonly id = 1
    }
    const show = function (this: Pages, _request: HttpRequest, { id }: { id: number }): string {
      return `${id + this.id}`
    }
    const context = {
      kind: 'method',
      addInitializer: () => {},
    } as unknown as ClassMethodDecoratorContext<Pages>
    get('/:id<int>')(show, context)
    // @ts-expect-error: the id of this pattern is a string
    route('/:id', { methods: ['PUT'] })(show, context)
    expectTypeOf(get('/:id')(nothing)).toEqualTypeOf<RouteDefinition<'/:id'>>()
    expect(get('/:id')(nothing).patterns).toEqual(['/:id'])
  })
})

describe('urlFor', () => {
  const show = get('/notes/:note<int>', nothing)
  const app = router<{ later: '/later/:x' }>()
    .get('/', { name: 'home' }, nothing)
    .get('/users/:id', { name: 'user' }, nothing)
    .get(['/:lang<de|en>/*path', '/*path'], { name: 'page' }, nothing)
  app.group('/admin').add(show)

  it('knows names and parameters', () => {
    expect(app.urlFor('home')).toBe('/')
    expect(app.urlFor('user', { id: 'a' })).toBe('/users/a')
    expect(app.urlFor('user', { id: 7 })).toBe('/users/7')
    expect(app.urlFor('page', { lang: 'de', path: 'a/b' })).toBe('/de/a/b')
    expect(app.urlFor(show, { note: 7 })).toBe('/admin/notes/7')
    expectTypeOf(app.named).toExtend<{ home: '/'; user: '/users/:id'; later: '/later/:x' }>()
  })

  it('refuses what it does not know', () => {
    // @ts-expect-error: there is no such name
    expect(() => app.urlFor('users')).toThrow("No route is named 'users'")
    // @ts-expect-error: it has a parameter
    expect(() => app.urlFor('user')).toThrow("'/users/:id' needs the parameter 'id'")
    // @ts-expect-error: it has no such parameter
    expect(() => app.urlFor('user', { id: 1, name: 'a' })).toThrow("'/users/:id' has no parameter 'name'")
    // @ts-expect-error: none of the alternatives
    expect(() => app.urlFor('page', { lang: 'fr', path: '' })).toThrow(`cannot have "fr" as 'lang'`)
    // @ts-expect-error: a number is needed
    expect(() => app.urlFor(show, { note: 'x' })).toThrow(`cannot have "x" as 'note'`)
    expect(() => app.urlFor('later', { x: 1 })).toThrow("No route is named 'later'")
  })
})
