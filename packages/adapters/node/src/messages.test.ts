import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { InheritingMessages, nativeMessages } from './messages.ts'
import type { MessagePrototypes, Messages } from './messages.ts'

const OPTIONS = { highWaterMark: 1024 }

function prototypes(): MessagePrototypes {
  return {
    request: Object.create(IncomingMessage.prototype) as object,
    response: Object.create(ServerResponse.prototype) as object,
  }
}

function made(messages: Messages): { req: object; res: object } {
  const req = messages.request(new Socket())
  return { req, res: messages.response(req, OPTIONS) }
}

describe('messages with other prototypes', () => {
  test('inherit from them', () => {
    const { request, response } = prototypes()
    const { req, res } = made(new InheritingMessages({ request, response }))

    expect(Object.getPrototypeOf(req)).toBe(request)
    expect(Object.getPrototypeOf(res)).toBe(response)
    expect(req).toBeInstanceOf(IncomingMessage)
    expect(res).toBeInstanceOf(ServerResponse)
  })

  test('have the properties that those of Node have', () => {
    const native = made(nativeMessages)
    const { req, res } = made(new InheritingMessages(prototypes()))

    expect(Reflect.ownKeys(req)).toEqual(Reflect.ownKeys(native.req))
    expect(Reflect.ownKeys(res)).toEqual(Reflect.ownKeys(native.res))
    expect(res).toMatchObject({ req, writableHighWaterMark: OPTIONS.highWaterMark })
  })

  test('inherit from others as soon as there are others', () => {
    const given = { ...prototypes() }
    const messages = new InheritingMessages(given)
    made(messages)
    Object.assign(given, prototypes())
    const { req, res } = made(messages)

    expect(Object.getPrototypeOf(req)).toBe(given.request)
    expect(Object.getPrototypeOf(res)).toBe(given.response)
  })

  test.each([
    ['cannot be set', { get: (): string => '/', configurable: true }],
    ['goes elsewhere', { get: (): string => '/', set(): void {}, configurable: true }],
  ])('are those of Node where a property that %s is in the way', (_what, accessor) => {
    const given = prototypes()
    Object.defineProperty(given.request, 'url', accessor)
    Object.defineProperty(given.response, 'statusMessage', accessor)
    Object.defineProperty(given.response, '_header', accessor)
    const { req, res } = made(new InheritingMessages(given))

    expect(Object.getPrototypeOf(req)).toBe(IncomingMessage.prototype)
    expect(Object.getPrototypeOf(res)).toBe(ServerResponse.prototype)
  })

  test('are those of Node where the prototypes are of another kind', () => {
    const { req, res } = made(new InheritingMessages({ request: {}, response: {} }))

    expect(Object.getPrototypeOf(req)).toBe(IncomingMessage.prototype)
    expect(Object.getPrototypeOf(res)).toBe(ServerResponse.prototype)
  })
})
