import { describe, it } from 'vitest'
import { chunked, get, post, serveCases } from './rfc9112-cases.ts'
import type { Case } from './rfc9112-cases.ts'

const expectCase = serveCases()

/** An HTTP/1.0 request with these lines. */
function old(...lines: string[]): string {
  return ['GET / HTTP/1.0', ...lines, '', ''].join('\r\n')
}

const KEPT: Pick<Case, 'answers' | 'closes'> = { answers: [200], closes: false }
const CLOSED: Pick<Case, 'answers' | 'closes'> = { answers: [200], closes: true }
/** The client ends its side, and gets no answer to what it did not finish. */
const NOTHING: Pick<Case, 'answers' | 'ends'> = { answers: [], ends: true }

describe('RFC 9112 §8 Handling Incomplete Messages', () => {
  it.each<Case>([
    { name: 'answers nothing where nothing was sent', octets: '', ...NOTHING },
    { name: 'answers nothing to an empty line', octets: '\r\n', ...NOTHING },
    { name: 'answers nothing to half a method', octets: 'GE', ...NOTHING },
    { name: 'answers nothing to half a request line', octets: 'GET / HT', ...NOTHING },
    { name: 'answers nothing to a request line without fields', octets: 'GET / HTTP/1.1\r\n', ...NOTHING },
    { name: 'answers nothing to half a name', octets: 'GET / HTTP/1.1\r\nHo', ...NOTHING },
    { name: 'answers nothing to half a value', octets: 'GET / HTTP/1.1\r\nHost: a', ...NOTHING },
    { name: 'answers nothing to a head without its last line', octets: get().slice(0, -2), ...NOTHING },
    { name: 'answers nothing to a head without its last octet', octets: get().slice(0, -1), ...NOTHING },
    {
      name: 'takes no part of the content for the whole',
      octets: post(['Content-Length: 5'], 'hell'),
      ...NOTHING,
    },
    { name: 'takes no missing content for an empty one', octets: post(['Content-Length: 5']), ...NOTHING },
    {
      name: 'takes chunks without the last one for no message',
      octets: chunked('5\r\nhello\r\n'),
      ...NOTHING,
    },
    { name: 'takes half a chunk for no message', octets: chunked('5\r\nhel'), ...NOTHING },
    { name: 'takes half a size for no message', octets: chunked('1'), ...NOTHING },
    {
      name: 'takes a last chunk without a trailer section for no message',
      octets: chunked('1\r\na\r\n0\r\n'),
      ...NOTHING,
    },
    {
      name: 'takes half a trailer section for no message',
      octets: chunked('1\r\na\r\n0\r\nx-a: b\r\n'),
      ...NOTHING,
    },
    {
      name: 'takes a last chunk without its last octet for no message',
      octets: chunked('1\r\na\r\n0\r\n\r'),
      ...NOTHING,
    },
    {
      name: 'answers what was complete before',
      octets: `${get()}${get()}GET /`,
      answers: [200, 200],
      ends: true,
    },
    {
      name: 'answers a request after which the client ends its side',
      octets: get(),
      answers: [200],
      ends: true,
    },
    {
      name: 'answers content after which the client ends its side',
      octets: post(['Content-Length: 1'], 'a'),
      answers: [200],
      ends: true,
    },
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §9.3 Persistence', () => {
  it.each<Case>([
    { name: 'keeps a connection of HTTP/1.1', octets: get(), ...KEPT },
    { name: 'keeps it when asked to', octets: get('Connection: keep-alive'), ...KEPT },
    {
      name: 'keeps it whatever else Connection names',
      octets: get('Connection: x-own, Keep-Alive'),
      ...KEPT,
    },
    {
      name: 'keeps it when something is called like the option',
      octets: get('Connection: xclose, close-x, "close"'),
      ...KEPT,
    },
    {
      name: 'keeps it when another field says close',
      octets: get('Proxy-Connection: close', 'Keep-Alive: close'),
      ...KEPT,
    },
    { name: 'keeps it when Connection is empty', octets: get('Connection:'), ...KEPT },
    { name: 'closes it when told to', octets: get('Connection: close'), ...CLOSED },
    { name: 'closes it when told to in other letters', octets: get('connection: CLOSE'), ...CLOSED },
    { name: 'closes it when told to in a list', octets: get('Connection: keep-alive,\tclose ,x'), ...CLOSED },
    {
      name: 'closes it when told to in a list with empty elements',
      octets: get('Connection: ,, close,'),
      ...CLOSED,
    },
    {
      name: 'closes it when told to in a second line',
      octets: get('Connection: keep-alive', 'Connection: close'),
      ...CLOSED,
    },
    {
      name: 'closes it when told to in a first line',
      octets: get('Connection: close', 'Connection: keep-alive'),
      ...CLOSED,
    },
    {
      name: 'closes it when told to with content',
      octets: post(['Connection: close', 'Content-Length: 1'], 'a'),
      ...CLOSED,
    },
    { name: 'closes it after HTTP/1.0', octets: old(), ...CLOSED },
    {
      name: 'closes it after HTTP/1.0 that asks for something else',
      octets: old('Connection: keep'),
      ...CLOSED,
    },
    { name: 'keeps it after HTTP/1.0 that asks for it', octets: old('Connection: Keep-Alive'), ...KEPT },
    {
      name: 'closes it after HTTP/1.0 that asks for both',
      octets: old('Connection: keep-alive, close'),
      ...CLOSED,
    },
    {
      name: 'keeps it while it is used in turns',
      octets: get() + old('Connection: keep-alive') + get(),
      answers: [200, 200, 200],
    },
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §9.3.2 Pipelining', () => {
  /** A request with that path. */
  const to = (path: string, ...lines: string[]): string => get(...lines).replace('/', path)

  it.each<Case>([
    {
      name: 'answers in order',
      octets: to('/1') + to('/2') + to('/3'),
      answers: [200, 200, 200],
      seen: [{ path: '/1' }, { path: '/2' }, { path: '/3' }],
    },
    {
      name: 'answers in order whatever has content',
      octets: `${to('/1', 'Content-Length: 2')}ab${to('/2')}${to('/3', 'Transfer-Encoding: chunked')}1\r\nc\r\n0\r\n\r\n${to('/4')}`,
      answers: [200, 200, 200, 200],
      seen: [
        { path: '/1', content: 'ab' },
        { path: '/2', content: '' },
        { path: '/3', content: 'c' },
        { path: '/4', content: '' },
      ],
    },
    {
      name: 'shows no field of one request to the next',
      octets: to('/1', 'x-a: b', 'Cookie: c=d') + to('/2', 'Cookie: e=f'),
      answers: [200, 200],
      seen: [
        { headers: { host: 'a', 'x-a': 'b', cookie: 'c=d' } },
        { headers: { host: 'a', cookie: 'e=f' } },
      ],
    },
    {
      name: 'answers nothing after a last request',
      octets: to('/1') + to('/2', 'Connection: close') + to('/3'),
      answers: [200, 200],
      closes: true,
    },
    {
      name: 'answers nothing after a refusal',
      octets: `${to('/1')}GET /2\r\n\r\n${to('/3')}`,
      answers: [200, 400],
    },
    {
      name: 'answers nothing after malformed content',
      octets: to('/1') + chunked('x\r\n') + to('/3'),
      answers: [200, 400],
    },
    {
      name: 'answers nothing after HTTP/1.0',
      octets: to('/1') + old() + to('/3'),
      answers: [200, 200],
      closes: true,
    },
  ])('$name', (given) => expectCase(given))
})

describe('RFC 9112 §9.6 Tear-down', () => {
  it.each<Case>([
    {
      name: 'says close and lets its answer arrive while more is sent',
      octets: get('Connection: close') + get().repeat(200),
      ...CLOSED,
    },
    {
      name: 'says close and lets its refusal arrive while more is sent',
      octets: `GET\r\n${'a'.repeat(8000)}`,
      answers: [400],
    },
  ])('$name', (given) => expectCase(given))
})
