import type { Application, Middleware } from '@tsgi/spec'
import { validator } from '@tsgi/validator'

const app: Application = ({ path }) => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `you asked for ${path}\n`,
})

const quiet: Middleware = (next) => async (request) => {
  const response = await next(request)
  return request.path === '/health' ? { status: 204, headers: {}, body: null } : response
}

const check: Middleware = process.env['NODE_ENV'] === 'production' ? (next) => next : validator()

const stack: Application = check(quiet(check(app)))

export default stack
