import { describe, expect, it } from 'vitest'
import { compress, decompress } from './index.ts'

describe('wrong options are TypeErrors at once (CP5)', () => {
  it.each<[object, string]>([
    [{ level: 3 }, "Unknown option 'level' of compress()"],
    [{ threshold: -1 }, 'threshold is a whole number of octets from 0, got -1'],
    [{ threshold: '1kb' }, 'threshold is a whole number of octets from 0, got 1kb'],
    [{ threshold: 0.5 }, 'threshold is a whole number of octets from 0, got 0.5'],
    [{ codings: 'br' }, 'codings is a list of codings, got string'],
    [{ codings: ['compress'] }, "codings has br, zstd, gzip, deflate; got 'compress'"],
    [{ levels: { brotli: 4 } }, "levels has br, zstd, gzip, deflate; got 'brotli'"],
    [{ levels: { br: 12 } }, 'levels.br is a whole number from 0 to 11, got 12'],
    [{ levels: { gzip: 0 } }, 'levels.gzip is a whole number from 1 to 9, got 0'],
    [{ levels: { zstd: Number.NaN } }, 'levels.zstd is a whole number from 1 to 19, got NaN'],
    [{ levels: { deflate: '6' } }, 'levels.deflate is a whole number from 1 to 9, got 6'],
    [{ compressible: /text/ }, 'compressible is a function, got object'],
  ])('compress(%j)', (options, message) => {
    expect(() => compress(options)).toThrow(new TypeError(message))
  })

  it.each<[object, string]>([
    [{ maxSize: 3 }, "Unknown option 'maxSize' of decompress()"],
    [{ maxBytes: 0 }, 'maxBytes is a number from 1, got 0'],
    [{ maxBytes: '1mb' }, 'maxBytes is a number from 1, got 1mb'],
    [{ maxRatio: Number.NaN }, 'maxRatio is a number from 1, got NaN'],
  ])('decompress(%j)', (options, message) => {
    expect(() => decompress(options)).toThrow(new TypeError(message))
  })
})

it('what is undefined is the default', () => {
  expect(() => compress({ threshold: undefined, levels: { br: undefined } } as never)).not.toThrow()
  expect(() => decompress({ maxBytes: Infinity, maxRatio: Infinity })).not.toThrow()
})
