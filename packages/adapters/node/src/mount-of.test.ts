import { expect, it } from 'vitest'
import { mountOf } from './mount-of.ts'

it.each([
  ['nothing is mounted', { url: '/a?b' }, '', '/a?b'],
  ['Connect', { url: '/b?c', originalUrl: '/a/b?c' }, '/a', '/b?c'],
  ['Connect, the mount itself', { url: '/', originalUrl: '/a' }, '/a', ''],
  ['Express', { url: '/b', baseUrl: '/a', originalUrl: '/a/b' }, '/a', '/b'],
  ['Express, the mount itself', { url: '/?c', baseUrl: '/a', originalUrl: '/a?c' }, '/a', '?c'],
  ['Express, the mount with a slash', { url: '/', baseUrl: '/a', originalUrl: '/a/' }, '/a', '/'],
  ['a target that was changed', { url: '/x', baseUrl: '/a', originalUrl: '/a/b' }, '/a', '/x'],
  ['a target that was changed, without mount', { url: '/x', originalUrl: '/a/b' }, '', '/x'],
  ['a mount that is none', { url: '/x', baseUrl: 7, originalUrl: '/x' }, '', '/x'],
])('tells the mount: %s', (_what, req, basePath, url) => {
  expect(mountOf(req)).toEqual({ basePath, url })
})
