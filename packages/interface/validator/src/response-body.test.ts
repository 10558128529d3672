import { fileURLToPath } from 'node:url'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { Application, FileBody, HttpResponse } from '@tsgi/spec'
import { describe, expect, test, vi } from 'vitest'
import {
  answering,
  call,
  closeBody,
  fields,
  makeRequest,
  pull,
  serve,
  stream,
  TestExchange,
  text,
} from '../test/server.ts'
import type { ValidationError } from './validation-error.ts'
import { validator } from './validator.ts'

const PATH = fileURLToPath(import.meta.url)

describe('kinds of streamed bodies', () => {
  test.each<[string, () => unknown]>([
    ['an async generator', () => stream(['hel', 'lo'])],
    ['a Node stream', () => Readable.from([Buffer.from('hello')])],
    ['a web stream', () => new Blob(['hello']).stream()],
    [
      'an iterable without return',
      () => ({ [Symbol.asyncIterator]: () => ({ next: chunkThenEnd('hello') }) }),
    ],
  ])('passes %s on', async (_kind, makeBody) => {
    const application = validator({ onViolation: fail, onWarning: fail })(() => text(makeBody()))
    expect((await serve(application, makeRequest())).content).toBe('hello')
    expect((await serve(application, makeRequest({ method: 'HEAD' }))).content).toBe('')
  })

  test('a Node stream that fails before it is read does not end the process', async () => {
    const source = new Readable({ read() {} })
    const response = answer(text(source))
    const failure = new Error('disk gone')
    source.destroy(failure)
    await new Promise((resolve) => source.once('close', resolve))
    await expect(pull(response)).rejects.toBe(failure)
  })
})

describe('closing', () => {
  test('destroys a Node stream', async () => {
    const source = Readable.from(['hello'])
    await closeBody(answer(text(source)).body)
    expect(source.destroyed).toBe(true)
  })

  test('cancels a web stream, also while a read is pending', async () => {
    const cancel = vi.fn<() => void>()
    const response = answer(text(new ReadableStream({ cancel })))
    const pending = pull(response)
    await closeBody(response.body)
    await pending
    expect(cancel).toHaveBeenCalledOnce()
  })

  test('disposes of what can be disposed of', async () => {
    const dispose = vi.fn<() => Promise<void>>(() => Promise.resolve())
    const source = { [Symbol.asyncIterator]: () => stream(['hello']), [Symbol.asyncDispose]: dispose }
    await closeBody(answer(text(source)).body)
    expect(dispose).toHaveBeenCalledOnce()
  })

  test('returns from the iterator of everything else', async () => {
    const source = stream(['hello'])
    const left = vi.spyOn(source, 'return')
    for await (const _chunk of answer(text(source)).body as AsyncIterable<string>) break
    expect(left).toHaveBeenCalledOnce()
  })

  test('is passed on once', async () => {
    const source = Object.assign(stream(['hello']), { destroy: vi.fn<() => void>() })
    const { body } = answer(text(source), ignore)
    await closeBody(body)
    await closeBody(body)
    expect(source.destroy).toHaveBeenCalledOnce()
  })

  test('after the end is no fault', async () => {
    const application = validator({ onViolation: fail })(answering(text(stream(['hello']))))
    const { response } = await serve(application, makeRequest())
    await expect(closeBody(response.body)).resolves.toBeUndefined()
  })

  test('happens when a chunk breaks a rule, because the reader will not do it', async () => {
    const source = Object.assign(stream(['hello', 'world']), { destroy: vi.fn<() => void>() })
    const response = answer(text(source, { 'content-length': '3' }), ignore)
    await expect(pull(response)).rejects.toMatchObject({ rule: 'LEN-1' })
    expect(source.destroy).toHaveBeenCalledOnce()
  })

  test('lets a pending chunk arrive', async () => {
    const response = answer(text(stream(['hello'])))
    const iterator = (response.body as AsyncIterable<string>)[Symbol.asyncIterator]()
    const pending = iterator.next()
    await iterator.return?.()
    expect(await pending).toEqual({ done: false, value: 'hello' })
  })
})

describe('a client that leaves', () => {
  test('is no fault when the signal aborts first', async () => {
    const exchange = new TestExchange()
    const response = answer(text(stream(['hello', 'world'])), fail, exchange)
    const iterator = await pull(response)
    exchange.abort()
    await iterator.return?.()
    expect(() => exchange.finish({ aborted: true })).not.toThrow()
  })

  test('does not make a signal when nothing was read', async () => {
    const exchange = new TestExchange()
    await closeBody(answer(text(stream(['hello'])), fail, exchange).body)
    expect(exchange.signalReads).toBe(0)
  })
})

describe('content that fails', () => {
  test('before its first chunk may still become a 500', async () => {
    const exchange = new TestExchange()
    const response = answer(text(failing()), fail, exchange)
    await expect(pull(response)).rejects.toThrow('disk gone')
    expect(() => exchange.finish({ status: 500, aborted: false })).not.toThrow()
  })
})

describe('a FileBody', () => {
  test('keeps its hint and may be sent without being iterated', () => {
    const exchange = new TestExchange()
    const { body } = answer(text(fileBody(2, 20)), fail, exchange)
    expect((body as FileBody).file).toEqual({ path: PATH, start: 2, end: 20 })
    expect(() => exchange.finish({ bytes: 18 })).not.toThrow()
  })

  test('passes when it gives the bytes of the file', async () => {
    const application = validator({ onViolation: fail })(
      answering(text(fileBody(2, 20), { 'content-length': '18' })),
    )
    expect((await serve(application, makeRequest())).content).toHaveLength(18)
  })

  test('is at fault when its range is longer than the file, or than what it gives', async () => {
    expect(() => answer(text(fileBody(0, 10_000_000)), ignore)).toThrow(/BODY-17.*file\.end/)
    const short = Object.assign(fileBody(0, 10), { file: { path: PATH, start: 0, end: 20 } })
    await expect(
      serve(validator({ onViolation: ignore })(answering(text(short))), makeRequest()),
    ).rejects.toThrow(/BODY-17.*10 bytes/)
  })
})

describe('trailers', () => {
  test('are called after the last chunk, sync or not', async () => {
    for (const trailers of [() => ({ digest: 'abc' }), () => Promise.resolve({ digest: 'abc' })]) {
      const application = validator({ onViolation: fail })(() => ({ ...text(stream(['hello'])), trailers }))
      const served = await serve(application, makeRequest({ headers: fields({ te: 'trailers' }) }))
      expect(served.trailers).toEqual({ digest: 'abc' })
    }
  })
})

describe('validators on both sides of middleware', () => {
  const shout = (next: Application): Application => {
    return async (request) => {
      const response = await next(request)
      return { ...response, body: upperCase(response.body as AsyncIterable<string>) }
    }
  }

  test('let a transformed stream through', async () => {
    const validate = validator({ onViolation: fail, onWarning: fail })
    const application = validate(shout(validate(answering(text(stream(['hel', 'lo']))))))
    expect((await serve(application, makeRequest())).content).toBe('HEL!LO!')
  })

  test('find the body that middleware drops without closing it', async () => {
    const found: string[] = []
    const validate = validator({ onViolation: ({ check }) => found.push(check) })
    const inner = validate(answering(text(stream(['hello']))))
    const application = validate(async (request) => ({ ...(await inner(request)), body: 'replaced' }))
    await serve(application, makeRequest())
    expect(found).toEqual(['response-body-closed'])
  })

  test('find a changed stream that kept its strong etag', async () => {
    const found: string[] = []
    const validate = validator({ onViolation: fail, onWarning: ({ check }) => found.push(check) })
    const inner = validate(answering(text(stream(['hello']), { etag: '"1"' })))
    await serve(validate(shout(inner)), makeRequest())
    expect(found).toEqual(['changed-body-etag'])
  })
})

function answer(
  response: HttpResponse,
  onViolation: (error: ValidationError) => void = fail,
  exchange = new TestExchange(),
): HttpResponse {
  return call(validator({ onViolation })(answering(response)), makeRequest({ exchange }))
}

function fail(error: ValidationError): never {
  throw error
}

function ignore(): void {}

function chunkThenEnd(chunk: string): () => Promise<IteratorResult<string>> {
  const results: Array<IteratorResult<string>> = [{ done: false, value: chunk }]
  return () => Promise.resolve(results.shift() ?? { done: true, value: undefined })
}

async function* upperCase(body: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const chunk of body) yield `${chunk.toUpperCase()}!`
}

// oxlint-disable-next-line require-yield
async function* failing(): AsyncGenerator<string> {
  throw new Error('disk gone')
}

function fileBody(start: number, end: number): FileBody {
  return {
    file: { path: PATH, start, end },
    async *[Symbol.asyncIterator]() {
      await using handle = await open(PATH)
      const { buffer } = await handle.read(new Uint8Array(end - start), 0, end - start, start)
      yield buffer
    },
  }
}
