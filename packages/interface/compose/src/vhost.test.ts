import { describe, expect, it } from 'vitest'
import { andThen, text } from '@tsgi/message'
import { makeRequest } from '../test/make-request.ts'
import { vhost } from './vhost.ts'

const hosts = vhost({
  'example.com': () => text('site'),
  'admin.example.com': () => text('admin'),
  '*.example.com': () => text('tenant'),
  'MIXED.example': () => text('mixed'),
  '127.0.0.1': () => text('v4'),
  '[::1]': () => text('v6'),
})(() => text('next'))

describe('vhost (RT10)', () => {
  it.each([
    ['example.com', 'site'],
    ['example.com:8080', 'site'],
    ['EXAMPLE.com', 'site'],
    ['example.com.', 'site'],
    ['example.com.:80', 'site'],
    ['admin.example.com', 'admin'],
    ['a.example.com', 'tenant'],
    ['A.Example.Com:80', 'tenant'],
    ['mixed.example', 'mixed'],
    ['127.0.0.1:8000', 'v4'],
    ['[::1]', 'v6'],
    ['[::1]:8000', 'v6'],
  ])('sends %s to %s', (authority, expected) => {
    expect(andThen(hosts(makeRequest({ authority })), ({ body }) => body)).toBe(expected)
  })

  it.each([
    'example.org',
    'notexample.com',
    'a.b.example.com',
    '.example.com',
    'example.com..',
    'example.com.evil.org',
    'com',
    '',
    ':80',
    '[::2]',
    '__proto__',
    'constructor',
  ])('sends %j on', (authority) => {
    expect(andThen(hosts(makeRequest({ authority })), ({ body }) => body)).toBe('next')
  })

  it.each([
    'example.com:80',
    'http://example.com',
    'example.com/',
    '*',
    '*example.com',
    'a.*.com',
    '*.*.com',
    'büro.example',
    '',
    'a..b',
  ])('refuses the host %j', (host) => {
    expect(() => vhost({ [host]: () => text('') })).toThrow(TypeError)
  })

  it('refuses a host that is there twice', () => {
    expect(() => vhost({ 'a.example': () => text(''), 'A.example': () => text('') })).toThrow('there twice')
  })
})
