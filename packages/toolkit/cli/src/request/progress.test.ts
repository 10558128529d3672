import { expect, it } from 'vitest'
import { progress } from './progress.ts'

const mebibyte = 2 ** 20

function scene(isTTY: boolean, total: number | undefined, columns = 80) {
  const written: string[] = []
  let time = 0
  const bar = progress({ isTTY, columns, write: (text) => written.push(text) }, total, () => time)
  return {
    written,
    bar,
    at: (ms: number, bytes: number) => {
      time = ms
      bar.add(bytes)
    },
  }
}

it('shows a bar and the share once it takes long, and removes it', () => {
  const { written, bar, at } = scene(true, 2 * mebibyte)
  at(100, mebibyte / 2)
  at(600, mebibyte / 2)
  at(650, 1)
  bar.end()
  expect(written).toEqual([`\r\u001b[K[${'#'.repeat(15)}${' '.repeat(15)}] 50 % of 2.0 MiB`, '\r\u001b[K'])
})

it.each([
  [30, '[######     ] 50 % of 2.0 MiB'],
  [15, '50 % of 2.0 Mi'],
])('stays within a line of %i columns', (columns, line) => {
  const { written, at } = scene(true, 2 * mebibyte, columns)
  at(600, mebibyte)
  expect(written).toEqual([`\r\u001b[K${line}`])
})

it('shows how much has come where nobody knows how much there is', () => {
  const { written, at } = scene(true, undefined)
  at(600, 3 * mebibyte)
  expect(written).toEqual(['\r\u001b[K3.0 MiB'])
})

it('shows nothing where there is no terminal, or where it was quick', () => {
  const pipe = scene(false, 10)
  pipe.at(600, 5)
  pipe.bar.end()
  const quick = scene(true, 10)
  quick.at(100, 10)
  quick.bar.end()
  expect([...pipe.written, ...quick.written]).toEqual([])
})
