import { compose as layered, mapResponse } from '@tsgi/compose'
import { text, withHeader } from '@tsgi/message'
import type { Application, HttpResponse, Middleware } from '@tsgi/spec'
import { HELLO } from '../contenders/answers.ts'
import type { Benchmark } from './benchmark.ts'
import { REQUEST } from './fixtures.ts'

const answer = text(HELLO)
const application: Application = () => answer

const passThrough = mapResponse((response) => response)
const passThroughLater: Middleware = (next) => async (request) => next(request)
const NAMES = ['x-1', 'x-2', 'x-3', 'x-4', 'x-5']
const setters = NAMES.map((name) => mapResponse((response) => withHeader(response, name, 'set')))

const five = fiveTimes(passThrough)(application)
const fiveSet = layered(...setters)(application)
const fiveLater = fiveTimes(passThroughLater)(application)

const EXPECTED: HttpResponse = {
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: HELLO,
}

/** Layers around an application that is next to free, so that they are what it costs. */
export const compose: readonly Benchmark[] = [
  { name: 'five that pass through', run: () => five(REQUEST), expected: EXPECTED },
  {
    name: 'five that set a field each',
    run: () => fiveSet(REQUEST),
    expected: {
      ...EXPECTED,
      headers: { ...EXPECTED.headers, ...Object.fromEntries(NAMES.map((name) => [name, 'set'])) },
    },
  },
  { name: 'five async functions that pass through', run: () => fiveLater(REQUEST), expected: EXPECTED },
]

function fiveTimes(layer: Middleware): Middleware {
  return layered(layer, layer, layer, layer, layer)
}
