/*
 * What the server writes: octets, for there is no parser between it and this file that could be generous.
 */
import type { HttpResponse } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { answering } from './applications.ts'
import { start, startUnchecked } from './start.ts'

interface Asked {
  readonly method?: string
  readonly version?: string
  readonly lines?: readonly string[]
}

/** All octets of an answer, after which the connection is closed. */
async function octets(response: object, asked: Asked = {}): Promise<string> {
  const { open } = await start(answering(response))
  return exchange(open, asked)
}

async function exchange(
  open: Awaited<ReturnType<typeof start>>['open'],
  { method = 'GET', version = '1.1', lines = [] }: Asked,
): Promise<string> {
  const client = await open()
  const head = [`${method} / HTTP/${version}`, 'Host: a', 'Connection: close', ...lines, '', '']
  await client.send(head.join('\r\n'))
  return client.rest()
}

/** Content of no known length. */
async function* parts(...texts: string[]): AsyncGenerator<string> {
  yield* texts
}

const STREAM = { body: { [Symbol.asyncIterator]: () => parts('a', '', 'bc') } }

/** The lines of a head. */
function linesOf(answer: string): string[] {
  return answer.slice(0, answer.indexOf('\r\n\r\n')).split('\r\n')
}

describe('RFC 9112 §4 Status Line', () => {
  it.each([
    [200, 'HTTP/1.1 200 OK'],
    [404, 'HTTP/1.1 404 Not Found'],
    [299, 'HTTP/1.1 299 '],
    [599, 'HTTP/1.1 599 '],
  ])('of %i is %j: a space stands behind the code, whether a reason follows or not', async (status, line) => {
    expect(linesOf(await octets({ status }))[0]).toBe(line)
  })

  it('names the version of the server, whatever that of the client (§2.3)', async () => {
    expect(linesOf(await octets({}, { version: '1.0' }))[0]).toBe('HTTP/1.1 200 OK')
  })
})

describe('RFC 9112 §5 Field Syntax', () => {
  it('is kept: name, colon, one space, value, CR LF', async () => {
    const answer = await octets({ headers: { 'x-a': 'b', 'set-cookie': ['c=d', 'e=f'] } })
    for (const line of linesOf(answer).slice(1)) expect(line).toMatch(/^[a-z-]+: [^\r\n]*$/)
    expect(answer).toContain('\r\nset-cookie: c=d\r\nset-cookie: e=f\r\n')
  })
})

describe('RFC 9112 §6 Message Body', () => {
  it.each<[name: string, response: object, asked: Asked, framing: string[], content: string]>([
    ['a length for content that is at hand', { body: 'abc' }, {}, ['content-length: 3'], 'abc'],
    ['a length of 0 for none', { body: null }, {}, ['content-length: 0'], ''],
    [
      'chunks where no length is known',
      STREAM,
      {},
      ['transfer-encoding: chunked'],
      '1\r\na\r\n2\r\nbc\r\n0\r\n\r\n',
    ],
    ['neither for HTTP/1.0: the connection ends the content', STREAM, { version: '1.0' }, [], 'abc'],
    ['neither for 204', { status: 204 }, {}, [], ''],
    ['no content for 304', { status: 304 }, {}, [], ''],
    [
      'the length without the content for HEAD',
      { body: 'abc' },
      { method: 'HEAD' },
      ['content-length: 3'],
      '',
    ],
  ])('has %s', async (_name, response, asked, framing, content) => {
    const answer = await octets({ headers: {}, ...response }, asked)
    expect(linesOf(answer).filter((line) => /^(?:content-length|transfer-encoding):/.test(line))).toEqual(
      framing,
    )
    expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toBe(content)
  })

  it('has no content for HEAD where no length is known', async () => {
    const answer = await octets({ headers: {}, ...STREAM }, { method: 'HEAD' })
    expect(answer.endsWith('\r\n\r\n')).toBe(true)
    expect(answer.match(/\r\n\r\n/g)).toHaveLength(1)
    expect(answer).not.toContain('content-length')
  })

  it('never has a transfer coding of the application, nor its connection options', async () => {
    const { open } = await startUnchecked(() => ({
      status: 200,
      headers: { 'transfer-encoding': 'gzip', connection: 'keep-alive', 'keep-alive': 'timeout=5' },
      body: 'abc',
    }))
    const answer = await exchange(open, {})
    expect(answer).not.toMatch(/transfer-encoding|keep-alive/)
  })
})

describe('RFC 9112 §7.1.2 Chunked Trailer Section, §7.4 Negotiating Transfer Codings', () => {
  const response = { headers: {}, ...STREAM, trailers: () => ({ 'x-a': 'b' }) }
  const WITH = '0\r\nx-a: b\r\n\r\n'
  const WITHOUT = '0\r\n\r\n'

  it.each([
    ['TE: trailers', WITH],
    ['TE: gzip;q=0.5, Trailers', WITH],
    ['TE: chunked', WITHOUT],
    ['TE: xtrailers', WITHOUT],
    ['TE:', WITHOUT],
    ['x-te: trailers', WITHOUT],
  ])('ends what was asked for with %s in %j', async (line, end) => {
    expect((await octets(response, { lines: [line] })).slice(-end.length - 2)).toBe(`\r\n${end}`)
  })

  it('has no trailers for HTTP/1.0, which has no chunks', async () => {
    expect(await octets(response, { version: '1.0', lines: ['TE: trailers'] })).toMatch(/\r\n\r\nabc$/)
  })

  it('applies no transfer coding that the client would take but chunked', async () => {
    const answer = await octets({ headers: {}, ...STREAM }, { lines: ['TE: gzip, deflate'] })
    expect(linesOf(answer)).toContain('transfer-encoding: chunked')
  })
})

describe('RFC 9112 §11.1 Response Splitting', () => {
  const SPLIT = 'b\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK'

  it.each<[name: string, response: Partial<HttpResponse>]>([
    ['a value with CR LF', { headers: { 'x-a': SPLIT } }],
    ['a value with a lone LF', { headers: { 'x-a': 'b\nc: d' } }],
    ['a value with a lone CR', { headers: { 'x-a': 'b\rc: d' } }],
    ['a value with NUL', { headers: { 'x-a': 'b\0' } }],
    ['one of several values', { headers: { 'set-cookie': ['a=b', SPLIT] } }],
    ['a name with CR LF', { headers: { 'x-a: b\r\nx-b': 'c' } }],
    ['a name with a colon', { headers: { 'x-a:b': 'c' } }],
    ['a name with a blank', { headers: { 'x-a ': 'b' } }],
    ['an empty name', { headers: { '': 'b' } }],
  ])('is answered with 500: %s', async (_name, response) => {
    const { open, errors } = await startUnchecked(() => ({
      status: 200,
      headers: {},
      body: 'abc',
      ...response,
    }))
    const answer = await exchange(open, {})
    expect(linesOf(answer)[0]).toBe('HTTP/1.1 500 Internal Server Error')
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1)
    expect(answer).not.toContain('x-a')
    expect(errors).toHaveLength(1)
  })
})
