import { expect, it } from 'vitest'
import { cors } from './index.ts'
import type { CorsOptions } from './index.ts'

it.each<[string, object]>([
  [`Unknown option 'origins'`, { origins: '*' }],
  [`Unknown option 'toString'`, { toString: 1 }],
  [`credentials is true with origin '*'`, { credentials: true }],
  [`credentials is true with origin '*'`, { credentials: true, origin: '*' }],
  [`credentials is true with origin 'null'`, { credentials: true, origin: ['https://a.example', 'null'] }],
  [`privateNetwork is true with origin '*'`, { privateNetwork: true }],
  [`privateNetwork is true with origin 'null'`, { privateNetwork: true, origin: 'null' }],
  [`origin has '*' beside others`, { origin: ['https://a.example', '*'] }],
  ['origin is an empty array', { origin: [] }],
  ['origin is a string, a RegExp, a function', { origin: true }],
  [`expected 'https://a.example'`, { origin: 'https://a.example/' }],
  ['credentials is true or false, got string', { credentials: 'yes', origin: 'https://a.example' }],
  ['privateNetwork is true or false', { privateNetwork: 1 }],
  [`methods are case-sensitive: got 'patch', expected 'PATCH'`, { methods: ['patch'] }],
  ['methods is an array of names, got string', { methods: 'GET' }],
  [`got "*" in it: write 'requested'`, { methods: ['*'] }],
  [`got "*" in it: write 'requested'`, { allowedHeaders: ['*'] }],
  [`allowedHeaders is an array of names, got "a, b" in it`, { allowedHeaders: ['a, b'] }],
  [`allowedHeaders is an array of names, got "a\\r\\nb: c" in it`, { allowedHeaders: ['a\r\nb: c'] }],
  [`allowedHeaders is an array of names, got "" in it`, { allowedHeaders: [''] }],
  [`got "*" in it: write '*' alone`, { exposedHeaders: ['etag', '*'] }],
  [
    `exposedHeaders is '*', which with credentials`,
    { exposedHeaders: '*', credentials: true, origin: 'https://a.example' },
  ],
  ['maxAgeSeconds is a whole number from 0, got -1', { maxAgeSeconds: -1 }],
  ['maxAgeSeconds is a whole number from 0, got 0.5', { maxAgeSeconds: 0.5 }],
  ['maxAgeSeconds is a whole number from 0, got 60', { maxAgeSeconds: '60' }],
  ['preflightStatus is 200 or 204, got 403', { preflightStatus: 403 }],
])('says %j', (message, options) => {
  expect(() => cors(options as CorsOptions)).toThrow(TypeError)
  expect(() => cors(options as CorsOptions)).toThrow(message)
})

it('takes one rule or several of all kinds', () => {
  const origins: Array<CorsOptions['origin']> = [
    '*',
    'null',
    'https://a.example',
    /https:.*/,
    () => true,
    ['https://a.example', 'null', /https:.*/, async () => false],
  ]
  for (const origin of origins) expect(cors({ origin: origin! })).toBeTypeOf('function')
})
