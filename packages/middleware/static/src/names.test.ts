import { describe, expect, it } from 'vitest'
import { attachment } from './attachment.ts'
import { isHashedName } from './hashed-name.ts'

describe('isHashedName', () => {
  it.each(['app.3f2a9c1b.js', 'assets/index-BqLm3K9d.js', 'main.3f2a9c1b.css.map', 'a-1b2c3d4e5f.woff2'])(
    '%s has a hash',
    (name) => {
      expect(isHashedName(name)).toBe(true)
    },
  )

  it.each([
    'index.html',
    'jquery.min.js',
    'my-greatest.js',
    'release-2024notes.pdf',
    '20240102.log',
    'photo-20240102.jpg',
    '3f2a9c1b/app.js',
    '3f2a9c1b',
    'app.3f2a.js',
  ])('%s has none', (name) => {
    expect(isHashedName(name)).toBe(false)
  })
})

describe('attachment', () => {
  it.each([
    ['report.pdf', 'attachment; filename="report.pdf"'],
    ['2024/report.pdf', 'attachment; filename="report.pdf"'],
    ['a"b\\c.txt', `attachment; filename="a_b_c.txt"; filename*=UTF-8''a%22b%5Cc.txt`],
    ['naïve €.txt', `attachment; filename="na_ve _.txt"; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt`],
    ["it's (1)*.txt", `attachment; filename="it's (1)*.txt"`],
    ['a\r\nx: y', `attachment; filename="a__x: y"; filename*=UTF-8''a%0D%0Ax%3A%20y`],
  ])('RS6 writes %s', (name, value) => {
    expect(attachment(name)).toBe(value)
  })
})
