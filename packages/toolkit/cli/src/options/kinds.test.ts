import { describe, expect, it } from 'vitest'
import { bytes, list, permissions, seconds, toggle, whole, workerCount } from './kinds.ts'
import { nearest } from './nearest.ts'

const port = whole('<port>', 65_535, 'a port')

describe('a value is read', () => {
  it.each([
    [port, '8000', 8000],
    [port, 8000, 8000],
    [port, '65536', undefined],
    [port, '-1', undefined],
    [port, '1e3', undefined],
    [port, 1.5, undefined],
    [seconds(60), '1.5', 1.5],
    [seconds(60), '500ms', 0.5],
    [seconds(60), '1m', 60],
    [seconds(60), '2m', undefined],
    [seconds(60), '1 m', undefined],
    [seconds(60), Number.NaN, undefined],
    [bytes, '512M', 512 * 2 ** 20],
    [bytes, '1.5g', 1.5 * 2 ** 30],
    [bytes, '512MB', undefined],
    [permissions, '0660', '0660'],
    [permissions, '888', undefined],
    [permissions, 660, undefined],
    [toggle, 'on', true],
    [toggle, '0', false],
    [toggle, 'maybe', undefined],
    [list('<path>'), 'a, b', ['a', 'b']],
    [list('<path>'), 'a,', undefined],
    [workerCount, 'auto', 'auto'],
    [workerCount, '4', 4],
    [workerCount, '1025', undefined],
  ])('case %#: %s of %j', (kind, value, expected) => {
    expect(kind.read(value)).toEqual(expected)
  })
})

describe('the nearest word', () => {
  it.each([
    ['worker', 'workers'],
    ['max-rss', 'maxRss'],
    ['prot', 'port'],
    ['something', undefined],
  ])('to %s is %s', (given, expected) => {
    expect(nearest(given, ['workers', 'maxRss', 'port'])).toBe(expected)
  })
})
