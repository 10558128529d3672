import type { HttpRequest } from '@tsgi/spec'
import { get, post, route, router } from '../../src/index.ts'
import type { Params, Router } from '../../src/index.ts'

/* Compiled and run by `decorators.test.ts`: the tool that runs the tests leaves standard decorators as they are. */
class Base {
  greeting = 'hello'

  @get('/greet/:name')
  greet(_request: HttpRequest, { name }: Params<'/greet/:name'>): string {
    return `${this.greeting} ${name}`
  }

  @get('/inherited')
  inherited(): string {
    return 'of the base'
  }
}

class Pages extends Base {
  @route('/contact-us', { methods: ['GET', 'POST'], name: 'contact' })
  async contact({ method }: HttpRequest): Promise<string> {
    return `contact by ${method}`
  }

  @get('/one')
  @post(['/two', '/items/:id<int>'])
  several(_request: HttpRequest, params: object): object {
    return params
  }

  @get('/private')
  // oxlint-disable-next-line eslint/no-unused-private-class-members -- its decorator uses it
  #secret(): string {
    return `private, ${this.greeting}`
  }

  @get('/static')
  static fixed(): string {
    return 'static'
  }

  override inherited(): string {
    return 'overridden'
  }
}

export const app: Router = router()

/** Decorators of a router itself. */
class Own {
  @app.get('/own')
  own(): string {
    return 'own'
  }
}
export const makeOwn = (): object => new Own()
makeOwn()

/** Without classes. */
const about = get('/about')(() => 'about')
const plain = get('/plain', () => 'plain')
export const registered: unknown = app.route('/contact')(() => 'contact')

app.add(new Pages(), Pages, about, plain)
app.group('/shop').add(new Base(), Pages)
