import { describe, expect, it } from 'vitest'
import { mediaTypes } from './media-types.ts'

describe('mediaTypes', () => {
  const types = mediaTypes({ gltf: 'model/gltf+json', log: 'text/plain; charset=latin1' }, 'utf-8')

  it.each([
    ['index.html', 'text/html; charset=utf-8'],
    ['A.CSS', 'text/css; charset=utf-8'],
    ['app.js', 'text/javascript; charset=utf-8'],
    ['app.mjs', 'text/javascript; charset=utf-8'],
    ['data.json', 'application/json'],
    ['image.svg', 'image/svg+xml'],
    ['feed.xml', 'application/xml'],
    ['film.mp4', 'video/mp4'],
    ['font.woff2', 'font/woff2'],
    ['module.wasm', 'application/wasm'],
    ['scene.gltf', 'model/gltf+json'],
    ['today.log', 'text/plain; charset=latin1'],
  ])('ST23 %s is %s', (name, type) => {
    expect(types.of(name)).toBe(type)
  })

  it.each(['README', 'a.unknown', 'a.', '.html', 'a.constructor', 'a.__proto__'])(
    'ST23 %s is octets',
    (name) => {
      expect(types.of(name)).toBe('application/octet-stream')
    },
  )

  it('tells assets from pages', () => {
    expect(['app.js', 'a.png'].every(types.isAsset)).toBe(true)
    expect(['about', 'john.doe', 'page.html'].some(types.isAsset)).toBe(false)
  })

  it('leaves the charset out where none is wanted', () => {
    expect(mediaTypes({}, undefined).of('a.txt')).toBe('text/plain')
  })

  it('refuses what is wrong at set-up', () => {
    expect(() => mediaTypes({ '.js': 'text/javascript' }, undefined)).toThrow('has no dot')
    expect(() => mediaTypes({ js: 'javascript\r\nx: y' }, undefined)).toThrow('Not a media type')
  })
})
