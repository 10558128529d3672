import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import type { HttpRequest, HttpResponse } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { fields, run, runUnchecked } from '../test/run.ts'
import { IncomingBody } from './incoming-body.ts'

/** An answer that streams these chunks, and throws those that are errors. */
function streaming(...chunks: unknown[]): () => HttpResponse {
  return () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: generate(chunks) })
}

async function* generate(chunks: unknown[]): AsyncGenerator<string> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk
    yield chunk as string
  }
}

function withLength(length: number, response: () => HttpResponse): () => HttpResponse {
  return () => {
    const { status, headers, body } = response()
    return { status, headers: { ...headers, 'content-length': String(length) }, body }
  }
}

describe('a streamed body', () => {
  it('is sent chunk by chunk, the head with the first one (RESP-5)', async () => {
    const { transport } = run(streaming('a', new Uint8Array([0x62]), 'c'))
    await transport.over
    expect(transport.log).toEqual(['head 200 a', 'chunk b', 'chunk c', 'end', 'finished'])
    expect(transport.heads[0]!.contentLength).toBeUndefined()
  })

  it('releases its head with an empty chunk, and skips those that follow (BODY-11)', async () => {
    const { transport } = run(streaming('', '', 'a', ''))
    await transport.over
    expect(transport.log).toEqual(['head 200 ', 'chunk a', 'end', 'finished'])
  })

  it('is sent whole, with a length of zero, when it has no chunk', async () => {
    const { transport } = run(streaming())
    await transport.over
    expect(transport.log).toEqual(['whole 200', 'finished'])
    expect(transport.heads[0]!.contentLength).toBe(0)
  })

  it.each([
    ['a Node stream', () => Readable.from(['a', 'b'])],
    ['a web stream', () => ReadableStream.from(['a', 'b'])],
    ['an iterable of its own', () => ({ [Symbol.asyncIterator]: () => generate(['a', 'b']) })],
  ])('may be %s', async (_what, make) => {
    const { transport } = runUnchecked(() => ({ status: 200, headers: {}, body: make() }))
    await transport.over
    expect(transport.log).toEqual(['head 200 a', 'chunk b', 'end', 'finished'])
  })

  it('is not read for HEAD (LEN-3)', async () => {
    const { transport } = runUnchecked(streaming(new Error('read')), { method: 'HEAD' })
    await transport.over
    expect(transport.log).toEqual(['whole 200', 'finished'])
    expect(transport.heads[0]!.contentLength).toBeUndefined()
  })

  it('is sent with the headers that were checked, whatever happens to them meanwhile (RS1)', async () => {
    const cookies = ['a=1']
    const headers: Record<string, string | string[]> = { 'x-name': 'value', 'set-cookie': cookies }
    async function* body(): AsyncGenerator<string> {
      headers['x-name'] = 'split\r\nx-evil: 1'
      cookies[0] = 'split\r\nx-evil: 1'
      yield 'a'
    }
    const { transport } = runUnchecked(() => ({ status: 200, headers, body: body() }))
    await transport.over
    expect(transport.heads[0]!.headers).toEqual({ 'x-name': 'value', 'set-cookie': ['a=1'] })
  })
})

describe('backpressure', () => {
  it('pulls the next chunk when the wire has drained, not before (BODY-13, CN7)', async () => {
    const pulled: string[] = []
    async function* body(): AsyncGenerator<string> {
      for (const chunk of ['a', 'b', 'c']) {
        pulled.push(chunk)
        yield chunk
      }
    }
    const { transport } = run(
      () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: body() }),
      {},
      { isSlow: true },
    )
    for (const expected of ['a', 'ab', 'abc']) {
      await turn()
      expect(pulled.join('')).toBe(expected)
      transport.isSlow = expected !== 'abc'
      transport.release()
    }
    await transport.over
  })
})

describe('a declared length', () => {
  it('is announced and kept (LEN-1)', async () => {
    const { transport } = run(withLength(2, streaming('a', 'b')))
    await transport.over
    expect(transport.heads[0]!.contentLength).toBe(2)
    expect(transport.log).toEqual(['head 200 a', 'chunk b', 'end', 'finished'])
  })

  it('cuts a body that goes on, and sends none of the excess', async () => {
    const { transport, reports } = runUnchecked(withLength(3, streaming('ab', 'cd')))
    await transport.over
    expect(transport.log).toEqual(['head 200 ab', 'cut', 'finished'])
    expect(reports).toEqual([expect.objectContaining({ name: 'ResponseError', code: 'LEN-1' })])
  })

  it('cuts a body that ends early', async () => {
    const { transport, reports } = runUnchecked(withLength(3, streaming('ab')))
    await transport.over
    expect(transport.log).toEqual(['head 200 ab', 'cut', 'finished'])
    expect(reports).toEqual([expect.objectContaining({ code: 'LEN-1' })])
  })

  it.each([
    ['too much in its first chunk', streaming('abcd')],
    ['nothing at all', streaming()],
  ])('answers 500 to a body with %s: nothing was sent yet', async (_what, application) => {
    const { transport, reports } = runUnchecked(withLength(3, application))
    await transport.over
    expect(transport.log).toEqual(['whole 500', 'finished'])
    expect(reports).toEqual([expect.objectContaining({ code: 'LEN-1' })])
  })

  it('of zero fits a body without chunks', async () => {
    const { transport } = runUnchecked(withLength(0, streaming()))
    await transport.over
    expect(transport.log).toEqual(['whole 200', 'finished'])
  })
})

describe('a body that fails', () => {
  const failure = new Error('failed')

  it('before its first chunk is a 500 (RESP-5, ERR-1)', async () => {
    const { transport, reports } = run(streaming(failure))
    await transport.over
    expect(transport.log).toEqual(['whole 500', 'finished'])
    expect(reports).toEqual([failure])
  })

  it('later is cut off and reported once (ERR-4, CN14)', async () => {
    const { transport, reports } = run(streaming('a', failure))
    await transport.over
    expect(transport.log).toEqual(['head 200 a', 'cut', 'finished'])
    expect(reports).toEqual([failure])
  })

  it('by the fault of the client is cut off, and not reported (ERR-3)', async () => {
    const clientFault = Object.assign(new Error('bad chunk'), { expose: true, status: 400 })
    const { transport, reports } = run(streaming('a', clientFault))
    await transport.over
    expect(transport.log).toEqual(['head 200 a', 'cut', 'finished'])
    expect(reports).toEqual([])
  })

  it.each([
    ['a number', 1],
    ['null', null],
    ['an array', ['a']],
    ['an ArrayBuffer', new ArrayBuffer(2)],
  ])('with %s for a chunk is the fault of the application (BODY-9)', async (_what, chunk) => {
    const { transport, reports } = runUnchecked(streaming(chunk))
    await transport.over
    expect(transport.log).toEqual(['whole 500', 'finished'])
    expect(reports).toEqual([expect.objectContaining({ code: 'BODY-9' })])
  })

  it('to open is a 500', async () => {
    const locked = new ReadableStream()
    locked.getReader()
    const taken = {
      [Symbol.asyncIterator]: () => {
        throw failure
      },
    }
    const broken = { [Symbol.asyncIterator]: () => ({}) }
    for (const body of [locked, taken, broken]) {
      const { transport, reports } = runUnchecked(() => ({ status: 200, headers: {}, body }))
      await transport.over
      expect(transport.log).toEqual(['whole 500', 'finished'])
      expect(reports).toHaveLength(1)
    }
  })

  it('is a 500 when it was read before: the content of the request, returned after reading it', async () => {
    const incoming = new IncomingBody({ pull() {}, leave() {} })
    incoming.push(new Uint8Array(1))
    incoming.end()
    const { transport, reports } = runUnchecked(
      async ({ body }: HttpRequest) => {
        for await (const chunk of body!) expect(chunk).toHaveLength(1)
        return { status: 200, headers: {}, body }
      },
      { body: incoming.content },
    )
    await transport.over
    expect(transport.log).toEqual(['whole 500', 'finished'])
    expect(reports).toEqual([
      expect.objectContaining({ message: expect.stringContaining('BODY-3') as string }),
    ])
  })
})

describe('trailers', () => {
  const TE = { headers: fields({ te: 'trailers' }) }
  const body = streaming('a')
  const withTrailers = (trailers: unknown) => () => ({ ...body(), trailers })

  it('follow the last chunk of a client that takes them (TRAIL-1)', async () => {
    const application = withTrailers(async () => ({ 'x-sum': '1' })) as () => HttpResponse
    const { transport } = run(application, TE, { takesTrailers: true })
    await transport.over
    expect(transport.log).toEqual(['head 200 a', 'end {"x-sum":"1"}', 'finished'])
  })

  it('follow a body without chunks as well', async () => {
    const application = () => ({ ...streaming()(), trailers: () => ({ 'x-sum': '1' }) })
    const { transport } = run(application, TE, { takesTrailers: true })
    await transport.over
    expect(transport.log).toEqual(['head 200 ', 'end {"x-sum":"1"}', 'finished'])
  })

  it('are not asked for when nobody takes them, or the length is declared', async () => {
    const unwanted = withTrailers(() => expect.unreachable())
    const noTaker = runUnchecked(unwanted)
    const declared = runUnchecked(
      () => ({ ...unwanted(), headers: { 'content-length': '1' } }),
      {},
      { takesTrailers: true },
    )
    await Promise.all([noTaker.transport.over, declared.transport.over])
    expect(noTaker.transport.log).toEqual(['head 200 a', 'end', 'finished'])
    expect(declared.transport.log).toEqual(['head 200 a', 'end', 'finished'])
  })

  it.each([
    [
      'throw',
      () => {
        throw new Error('no')
      },
    ],
    ['are nothing', () => undefined],
    ['frame', () => ({ 'content-length': '1' })],
    ['split', () => ({ 'x-sum': '1\r\nx-evil: 1' })],
    ['are several', () => ({ 'x-sum': ['1', '2'] })],
    ['are no function', 'x-sum'],
  ])('that %s cut the answer off (TRAIL-2, RS1)', async (_what, trailers) => {
    const { transport, reports } = runUnchecked(withTrailers(trailers), {}, { takesTrailers: true })
    await transport.over
    expect(transport.log).toEqual(['head 200 a', 'cut', 'finished'])
    expect(reports).toHaveLength(1)
  })
})
