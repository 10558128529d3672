import { expect, it, vi } from 'vitest'
import { andThen, text, withHeader } from '@tsgi/message'
import type { Application, Middleware } from '@tsgi/spec'
import { makeRequest } from '../test/make-request.ts'
import { compose } from './compose.ts'
import { mapRequest, mapResponse } from './map.ts'
import { when } from './when.ts'

const app: Application = () => text('hello')

/** Notes when a layer is entered and left. */
function noting(notes: string[], name: string): Middleware {
  return (next) => (request) => {
    notes.push(`${name} in`)
    return andThen(next(request), (response) => {
      notes.push(`${name} out`)
      return response
    })
  }
}

it('enters the first layer first and leaves it last', async () => {
  const notes: string[] = []
  await compose(noting(notes, 'a'), noting(notes, 'b'), noting(notes, 'c'))(app)(makeRequest())
  expect(notes).toEqual(['a in', 'b in', 'c in', 'c out', 'b out', 'a out'])
})

it('is the application itself without layers', () => {
  expect(compose()(app)).toBe(app)
})

it('makes a middleware that can be composed again', async () => {
  const notes: string[] = []
  const inner = compose(noting(notes, 'b'), noting(notes, 'c'))
  await compose(noting(notes, 'a'), inner)(app)(makeRequest())
  expect(notes.slice(0, 3)).toEqual(['a in', 'b in', 'c in'])
})

it('wires once, and nothing per request (CALL-4)', async () => {
  const layer = vi.fn<Middleware>((next) => next)
  const composed = compose(layer, layer)(app)
  await composed(makeRequest())
  await composed(makeRequest())
  expect(layer).toHaveBeenCalledTimes(2)
})

it('stays synchronous through synchronous layers (CALL-5)', () => {
  const composed = compose(
    mapRequest((request) => ({ ...request, path: '/b' })),
    mapResponse((response) => withHeader(response, 'x-a', 'b')),
    when(
      () => true,
      mapResponse((response) => response),
    ),
    when(
      () => false,
      mapResponse(async (response) => response),
    ),
  )(app)
  expect(composed(makeRequest())).toMatchObject({ status: 200, body: 'hello' })
})

it('awaits what is asynchronous (CALL-5)', async () => {
  const composed = compose(mapResponse((response) => withHeader(response, 'x-a', 'b')))(async () =>
    text('late'),
  )
  const result = composed(makeRequest())
  expect(result).toBeInstanceOf(Promise)
  expect(await result).toMatchObject({ headers: { 'x-a': 'b' }, body: 'late' })
})

it('lets errors through untouched', async () => {
  const error = new Error('no')
  const layers = compose(mapResponse((response) => response))
  const fail = (): never => {
    throw error
  }
  expect(() => layers(fail)(makeRequest())).toThrow(error)
  await expect(layers(async () => fail())(makeRequest())).rejects.toBe(error)
})
