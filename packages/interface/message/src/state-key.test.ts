import { expect, it } from 'vitest'
import { makeRequest } from '../test/make-request.ts'
import { stateKey } from './state-key.ts'

const user = stateKey<{ id: number }>('acme.user')
const locale = stateKey<string>('acme.locale')

it('hands a value from outer middleware to what it wraps (REQ-10)', () => {
  const request = user.set(makeRequest(), { id: 7 })
  expect(user.get(request)).toEqual({ id: 7 })
  expect(user.get(makeRequest())).toBeUndefined()
})

it('derives a request and leaves the original alone (REQ-3)', () => {
  const request = makeRequest({ path: '/a' })
  const derived = user.set(request, { id: 7 })
  expect(request.state).toEqual({})
  expect(derived).toEqual({ ...request, state: { 'acme.user': { id: 7 } } })
})

it('keeps other entries, symbols among them', () => {
  const symbol = Symbol('other')
  const request = locale.set(user.set(makeRequest({ state: { [symbol]: 1 } }), { id: 7 }), 'de')
  expect(request.state).toEqual({ [symbol]: 1, 'acme.user': { id: 7 }, 'acme.locale': 'de' })
  expect(user.get(user.set(request, { id: 8 }))).toEqual({ id: 8 })
})

it('shares an entry with a key of the same name, as from another copy of the package', () => {
  expect(stateKey<string>('acme.locale').get(locale.set(makeRequest(), 'de'))).toBe('de')
})

it.each(['user', '', '__proto__'])('refuses the name %j, which has no owner', (name) => {
  expect(() => stateKey(name)).toThrow(TypeError)
})
