import type { HttpRequest } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { BOUNDARY, content, field, file, multipart } from '../../test/multipart.ts'
import { byteByByte, read, typed } from '../../test/read.ts'
import { readParts } from './read-parts.ts'
import type { PartsOptions } from './read-parts.ts'

interface Gathered {
  readonly name: string
  readonly filename: string | undefined
  readonly type: string
  readonly text: string
}

/** All parts, as texts. */
async function gather(request: HttpRequest, options?: PartsOptions): Promise<Gathered[]> {
  const gathered: Gathered[] = []
  for await (const part of readParts(request, options)) {
    const { name, filename, type } = part
    gathered.push({ name, filename, type, text: await part.text() })
  }
  return gathered
}

const parse = (body: Parameters<typeof multipart>[0], options?: PartsOptions): Promise<Gathered[]> =>
  read((request) => gather(request, options), multipart(body))

const fieldOf = (name: string, text: string): Gathered => ({
  name,
  filename: undefined,
  type: 'text/plain',
  text,
})

const mixed = content(
  [field('title'), 'Grüße'],
  [file('photo', 'a.png', 'image/png'), '\r\n--x-bound\r\n-'],
  [field('empty'), ''],
)
const mixedParts = [
  fieldOf('title', 'Grüße'),
  { name: 'photo', filename: 'a.png', type: 'image/png', text: '\r\n--x-bound\r\n-' },
  fieldOf('empty', ''),
]

describe('RFC 2046 §5.1.1: delimiters', () => {
  it('separate parts', async () => {
    expect(await parse(mixed)).toEqual(mixedParts)
  })

  it('are found wherever chunks end', async () => {
    const bytes = Buffer.from(mixed)
    for (let at = 1; at < bytes.length; at++) {
      expect(await parse([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(mixedParts)
    }
    expect(await parse(byteByByte(bytes))).toEqual(mixedParts)
  })

  it('may have blanks behind them, a preamble before and an epilogue after', async () => {
    const padded = content([field('a'), 'b']).replaceAll(/(--x-boundary(?:--)?)\r\n/g, '$1 \t\r\n')
    expect(await parse(padded)).toEqual([fieldOf('a', 'b')])
    expect(await parse(`a preamble\r\n${padded}an epilogue\r\n${padded}`)).toEqual([fieldOf('a', 'b')])
    expect(await parse(content([field('a'), 'b']).trimEnd())).toEqual([fieldOf('a', 'b')])
  })

  it('may enclose nothing', async () => {
    expect(await parse(`--${BOUNDARY}--\r\n`)).toEqual([])
  })

  it.each([
    ['no content', null],
    ['an end before the first', 'preamble'],
    ['an end in a head', `--${BOUNDARY}\r\n${field('a')}\r\n`],
    ['an end in content', `--${BOUNDARY}\r\n${field('a')}\r\n\r\ntext`],
    ['an end in a delimiter', `--${BOUNDARY}\r\n${field('a')}\r\n\r\ntext\r\n--${BOUNDARY}-`],
    ['an end behind a delimiter', `--${BOUNDARY}\r\n${field('a')}\r\n\r\ntext\r\n--${BOUNDARY}`],
    ['a longer boundary', `--${BOUNDARY}s\r\n${field('a')}\r\n\r\ntext\r\n--${BOUNDARY}--`],
    ['something behind the last', `--${BOUNDARY}--x`],
    ['a boundary right behind a head', content([field('a'), `--${BOUNDARY}\r\nx`])],
    ['a lone line feed', content([field('a'), 'b']).replace('\r\n', '\n')],
    ['lone line feeds', content([field('a'), 'b']).replaceAll('\r\n', '\n')],
  ])('are malformed with %s (BD6)', async (_what, body) => {
    await expect(parse(body)).rejects.toMatchObject({ code: 'BODY_MULTIPART', status: 400, expose: true })
  })

  it.each(["a'()+_,-./:=? b", 'x'.repeat(70)])('may be %s', async (boundary) => {
    const init = typed(`multipart/form-data; boundary="${boundary}"`, mixed.replaceAll(BOUNDARY, boundary))
    expect(await read((request) => gather(request), init)).toHaveLength(3)
  })

  it.each([
    '',
    '; boundary=',
    '; boundary=""',
    '; boundary="a "',
    '; boundary="ä"',
    `; boundary=${'x'.repeat(71)}`,
  ])('are not what %j says', async (parameter) => {
    const init = typed(`multipart/form-data${parameter}`, mixed)
    const refused = read((request) => gather(request), init)
    await expect(refused).rejects.toMatchObject({
      expose: true,
      code: expect.stringMatching(/^BODY_(MULTIPART|TYPE)$/) as string,
    })
  })
})

describe('RFC 7578 §4: heads of parts', () => {
  it('name a field, a file and its type', async () => {
    const heads = content(
      ['content-disposition:form-data;name=a', '1'],
      [
        ['Content-Type: Text/HTML; charset=utf-8', 'CONTENT-DISPOSITION:  Form-Data ; name="b"; filename=c'],
        '2',
      ],
      [[field('c'), 'X-Other: ü'], '3'],
    )
    expect(await parse(heads)).toEqual([
      fieldOf('a', '1'),
      { name: 'b', filename: 'c', type: 'text/html', text: '2' },
      fieldOf('c', '3'),
    ])
  })

  it('are a record without prototype', async () => {
    const headers = await read(
      async (request) => {
        for await (const part of readParts(request)) return part.headers
        return undefined
      },
      multipart(content([[field('a'), 'Constructor: x'], ''])),
    )
    expect(Object.getPrototypeOf(headers)).toBeNull()
    expect(headers).toEqual({ 'content-disposition': 'form-data; name="a"', constructor: 'x' })
  })

  it.each([
    [''],
    ['content-type: text/plain'],
    ['content-disposition: form-data'],
    ['content-disposition: attachment; name="a"'],
    ['content-disposition: form-data; name="a"; name="b"'],
    ['content-disposition: form-data; name="a'],
    ['content-disposition: form-data; name="a" b'],
    ['content-disposition: form-data; name="a" filename="b"'],
    ['content-disposition: form-data; ="a"'],
    ['content-disposition: form-data; name'],
    ['content-disposition: form-data; name='],
    [`${field('a')}\r\n${field('a')}`],
    [`${field('a')}\r\n folded: x`],
    [`${field('a')}\r\nno colon`],
    [`${field('a')}\r\nname : x`],
    [`${field('a')}\r\n: x`],
    [`${field('a')}\r\nx: a\nb: c`],
    [`${field('a')}\r\nx: a\rb: c`],
    [`${field('a')}\r\nx: \0`],
    [`${field('a')}\r\ncontent-type: text`],
  ])('are malformed: %j (BD6)', async (head) => {
    await expect(parse(content([head, 'x']))).rejects.toMatchObject({ code: 'BODY_MULTIPART', status: 400 })
  })

  it('are UTF-8', async () => {
    const latin1 = Buffer.from(content([field('grüß'), 'x']), 'latin1')
    await expect(parse(latin1)).rejects.toMatchObject({ code: 'BODY_TEXT', status: 400 })
  })

  it('have no encoding that changes the content', async () => {
    expect(await parse(content([[field('a'), 'content-transfer-encoding: 8bit'], 'x']))).toHaveLength(1)
    const base64 = content([[field('a'), 'content-transfer-encoding: base64'], 'eA=='])
    await expect(parse(base64)).rejects.toMatchObject({ code: 'BODY_CODING', status: 415 })
  })

  it('may name a charset, which is taken or not', async () => {
    const latin1 = Buffer.from(
      content([[field('a'), 'content-type: text/plain; charset=iso-8859-1'], 'grüß']),
      'latin1',
    )
    expect(await parse(latin1, { charsets: ['iso-8859-1'] })).toMatchObject([{ text: 'grüß' }])
    await expect(parse(latin1)).rejects.toMatchObject({ code: 'BODY_CHARSET', status: 415 })
    const wrong = Buffer.from(content([field('a'), 'grüß']), 'latin1')
    await expect(parse(wrong)).rejects.toMatchObject({ code: 'BODY_TEXT', status: 400 })
  })
})

describe('a part', () => {
  const two = content([file('a', 'a.txt'), 'first'], [file('b', 'b.txt'), 'second'])

  it('streams as it arrives', async () => {
    const log: string[] = []
    const chunks = function* (): Generator<string> {
      for (const chunk of [
        `--${BOUNDARY}\r\n${field('a')}\r\n\r\none `,
        'two ',
        `three\r\n--${BOUNDARY}--`,
      ]) {
        log.push(`sent ${chunk.slice(0, 3)}`)
        yield chunk
      }
    }
    await read(async (request) => {
      for await (const part of readParts(request)) {
        for await (const piece of part.body)
          log.push(`got ${Buffer.from(piece).toString().trim().slice(0, 7)}`)
      }
    }, multipart(chunks()))
    expect(log).toEqual(['sent --x', 'got one', 'sent two', 'got two', 'sent thr', 'got three'])
  })

  it('that is not read is passed over', async () => {
    const names = await read(
      async (request) => {
        const seen: string[] = []
        for await (const part of readParts(request)) seen.push(part.name)
        return seen
      },
      multipart(byteByByte(two)),
    )
    expect(names).toEqual(['a', 'b'])
  })

  it('that is left halfway is passed over from there', async () => {
    const texts = await read(
      async (request) => {
        const seen: string[] = []
        for await (const part of readParts(request)) {
          for await (const piece of part.body) {
            seen.push(Buffer.from(piece).toString())
            break
          }
        }
        return seen
      },
      multipart(byteByByte(two)),
    )
    expect(texts).toEqual(['f', 's'])
  })

  it('is read once, and before the next one (BD7)', async () => {
    const errors = await read(async (request) => {
      const parts = []
      const thrown: unknown[] = []
      const note = (error: unknown): void => void thrown.push((error as Error).message)
      for await (const part of readParts(request)) {
        if (parts.length > 0) await part.bytes()
        await part.bytes().catch(note)
        parts.push(part)
      }
      for (const part of parts) await part.bytes().catch(note)
      return thrown
    }, multipart(two))
    expect(errors).toEqual([
      "The content of a part can be read once: 'b' was",
      ...[
        "The content of a part can be read once: 'a' was",
        "The content of a part can be read once: 'b' was",
      ],
    ])
  })

  it('that is kept for later is told from one that is empty', async () => {
    const late = read(async (request) => {
      const parts = []
      for await (const part of readParts(request)) parts.push(part)
      return parts[0]!.bytes()
    }, multipart(two))
    await expect(late).rejects.toThrow("The part 'a' was passed over: read it before asking for the next one")
  })

  it('is read by one reader at a time', async () => {
    const both = read(
      async (request) => {
        for await (const part of readParts(request)) {
          const iterator = part.body[Symbol.asyncIterator]()
          await Promise.all([iterator.next(), iterator.next(), iterator.next()])
        }
      },
      multipart(byteByByte(two)),
    )
    await expect(both).rejects.toThrow('await one read before the next')
  })
})

describe('the end of reading', () => {
  /** A body that notes when it is closed. */
  function watched(chunks: readonly string[], closed: string[]): AsyncGenerator<Uint8Array> {
    return (async function* () {
      try {
        for (const chunk of chunks) yield Buffer.from(chunk)
        closed.push('ended')
      } finally {
        closed.push('closed')
      }
    })()
  }
  const withBody = (request: HttpRequest, body: HttpRequest['body']): HttpRequest => ({ ...request, body })
  const chunks = [content([field('a'), 'b']).slice(0, -9), content().slice(-9)]

  it('closes the body when the loop is left, and when it throws', async () => {
    for (const leave of [
      () => {},
      () => {
        throw new Error('mine')
      },
    ]) {
      const closed: string[] = []
      await read(async (request) => {
        for await (const _part of readParts(withBody(request, watched(chunks, closed)))) {
          leave()
          break
        }
      }, multipart('x')).catch(() => {})
      expect(closed).toEqual(['closed'])
    }
  })

  it('closes the body when it refuses', async () => {
    const closed: string[] = []
    const body = watched([content(['nonsense', 'x']), 'more'], closed)
    await expect(read((request) => gather(withBody(request, body)), multipart('x'))).rejects.toThrow(
      'malformed line',
    )
    expect(closed).toEqual(['closed'])
  })

  it('comes with the end of the body, not before', async () => {
    const closed: string[] = []
    const whole = read((request) => gather(withBody(request, watched([...chunks, 'epilogue'], closed))), {
      headers: { ...multipart('').headers!, 'content-length': String(chunks.join('').length + 8) },
      body: 'x',
    })
    expect(await whole).toHaveLength(1)
    expect(closed).toEqual(['ended', 'closed'])
  })

  it('is an error of the body when that fails, for the part and for the loop', async () => {
    const gone = new Error('The client left')
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from(chunks[0]!.slice(0, 70))
      throw gone
    }
    await expect(read((request) => gather(withBody(request, failing())), multipart('x'))).rejects.toBe(gone)
    const passing = read(async (request) => {
      for await (const _part of readParts(withBody(request, failing())));
    }, multipart('x'))
    await expect(passing).rejects.toBe(gone)
  })

  it('notices another length than the announced one', async () => {
    const init = { ...multipart(['x']), headers: { ...multipart('').headers!, 'content-length': '7' } }
    const body = Buffer.from(content([field('a'), 'b']))
    const short = read((request) => gather({ ...request, body: watched([String(body)], []) }), init)
    await expect(short).rejects.toMatchObject({ code: 'BODY_LENGTH', status: 400 })
  })
})

describe('limits of readParts (BD1, BD6)', () => {
  const files = (count: number): string =>
    content(...Array.from({ length: count }, (_each, index) => [file(`f${index}`, 'x'), ''] as const))
  const long = (length: number): string => content([field('a'), 'x'.repeat(length)])

  it('maxBytes is 1 MiB for all when nothing is said, announced or not', async () => {
    const around = long(0).length
    expect(await parse(long(1_048_576 - around))).toHaveLength(1)
    const refusal = { code: 'BODY_TOO_LARGE', status: 413 }
    await expect(parse(long(1_048_577 - around), { maxFieldBytes: Infinity })).rejects.toMatchObject(refusal)
    const chunks = [long(1_048_577 - around)]
    await expect(parse(chunks, { maxFieldBytes: Infinity })).rejects.toMatchObject(refusal)
  })

  it('maxBytes counts what stands before and after the parts', async () => {
    const padded = `${'x'.repeat(600)}\r\n${long(1)}${'x'.repeat(600)}`
    await expect(parse([padded], { maxBytes: 1000 })).rejects.toMatchObject({ status: 413 })
    expect(await parse([padded], { maxBytes: padded.length })).toHaveLength(1)
  })

  it('an announced length that is too great is refused before anything is read', async () => {
    let pulls = 0
    const body = (function* () {
      pulls++
      yield 'x'
    })()
    const init = { headers: { ...multipart('').headers!, 'content-length': '11' }, body }
    await expect(read((request) => gather(request, { maxBytes: 10 }), init)).rejects.toMatchObject({
      status: 413,
    })
    expect(pulls).toBe(0)
  })

  it('maxParts is 100 when nothing is said', async () => {
    expect(await parse(files(100))).toHaveLength(100)
    const refusal = { code: 'BODY_TOO_MANY', status: 413 }
    await expect(parse(files(101))).rejects.toMatchObject({
      ...refusal,
      message: 'There are more than 100 parts',
    })
    await expect(parse(files(1), { maxParts: 0 })).rejects.toMatchObject(refusal)
  })

  it('maxFiles counts parts with a filename', async () => {
    expect(await parse(files(2), { maxFiles: 2 })).toHaveLength(2)
    await expect(parse(files(3), { maxFiles: 2 })).rejects.toMatchObject({
      code: 'BODY_TOO_MANY',
      status: 413,
    })
    expect(await parse(long(1), { maxFiles: 0 })).toHaveLength(1)
  })

  it('maxFieldBytes is 1 MiB when nothing is said', async () => {
    const options = { maxBytes: 4_000_000 }
    expect(await parse(long(1_048_576), options)).toHaveLength(1)
    await expect(parse(long(1_048_577), options)).rejects.toMatchObject({
      code: 'BODY_TOO_LARGE',
      message: 'A field has more than 1048576 bytes',
    })
    expect(await parse(long(4), { maxFieldBytes: 4 })).toHaveLength(1)
    await expect(parse(long(5), { maxFieldBytes: 4 })).rejects.toMatchObject({ status: 413 })
  })

  it('maxFileBytes holds for files, also for those that nobody reads', async () => {
    const body = content([file('a', 'a'), '12345'], [field('b'), '12345678'])
    expect(await parse(body, { maxFileBytes: 5 })).toHaveLength(2)
    await expect(parse(body, { maxFileBytes: 4 })).rejects.toMatchObject({
      message: 'A file has more than 4 bytes',
    })
    const unread = read(
      async (request) => {
        for await (const _part of readParts(request, { maxFileBytes: 4 }));
      },
      multipart(byteByByte(body)),
    )
    await expect(unread).rejects.toMatchObject({ status: 413 })
  })

  it('maxHeadBytes is 16 KiB when nothing is said', async () => {
    const headed = (length: number): string => {
      const start = `${field('a')}\r\nx: `
      return content([start + 'x'.repeat(length - start.length), ''])
    }
    expect(await parse(headed(16_384))).toHaveLength(1)
    for (const body of [
      headed(16_385),
      byteByByte(headed(16_385)),
      [`--${BOUNDARY}\r\n${'x'.repeat(17_000)}`],
    ]) {
      await expect(parse(body)).rejects.toMatchObject({ code: 'BODY_TOO_LARGE', status: 413 })
    }
    expect(await parse(headed(60), { maxHeadBytes: 60 })).toHaveLength(1)
  })

  it.each([
    [{ maxParts: -1 }, 'maxParts is a whole number from 0, or Infinity: got -1'],
    [{ maxFileSize: 1 }, "Unknown option 'maxFileSize' of readParts()"],
    [{ charsets: 'latin1' }, 'charsets is an array of strings: got string'],
  ])('wrong options are errors of the program: %o', async (options, message) => {
    await expect(parse(mixed, options as PartsOptions)).rejects.toThrow(message)
  })

  it('another type is refused with what is taken', async () => {
    const refused = read((request) => gather(request), typed('multipart/mixed; boundary=x', 'x'))
    await expect(refused).rejects.toMatchObject({
      status: 415,
      headers: { 'accept-post': 'multipart/form-data' },
    })
  })
})

describe('what is made to cost (BD9)', () => {
  it('single bytes, beginnings of delimiters and blanks without end cost what they weigh', async () => {
    const almost = `\r\n--${BOUNDARY.slice(0, -1)}`
    const started = process.cpuUsage()
    expect(await parse(byteByByte(content([field('a'), almost.repeat(2000)])))).toMatchObject([
      { text: almost.repeat(2000) },
    ])
    await expect(parse(byteByByte(`--${BOUNDARY}${' '.repeat(30_000)}`))).rejects.toMatchObject({
      status: 400,
    })
    const heads = content(
      ...Array.from({ length: 20 }, () => [`${field('a')}\r\nx: ${'x'.repeat(1000)}`, ''] as const),
    )
    expect(await parse(byteByByte(heads))).toHaveLength(20)
    const { user } = process.cpuUsage(started)
    // A hundred thousand chunks; reading anything twice for each would take minutes.
    expect(user).toBeLessThan(10_000_000)
  })
})
