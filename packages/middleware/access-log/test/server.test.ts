import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { readText, text } from '@tsgi/message'
import { serve } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import type { ValidationError } from '@tsgi/validator'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { accessLog } from '../src/index.ts'
import type { AccessLogOptions } from '../src/index.ts'

interface Started {
  readonly port: number
  readonly lines: string[]
  readonly close: () => Promise<void>
}

/** Serves an application behind a log until the test has finished, with the validator on both sides of the log. */
async function start(application: Application, options: AccessLogOptions): Promise<Started> {
  const violations: ValidationError[] = []
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  const lines: string[] = []
  const log = accessLog({ ...options, sink: (line) => lines.push(line) })
  const server = await serve(validated(log(validated(application))), { port: 0, onError: () => {} })
  const close = (): Promise<void> => server.close({ graceMs: 1000 })
  onTestFinished(async () => {
    await close()
    expect(violations).toEqual([])
  })
  return { port: Number(new URL(server.url).port), lines, close }
}

function open(port: number): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  onTestFinished(() => void socket.destroy())
  return socket
}

/** Sends octets, one for each character, and reads until the server closes. */
async function send(port: number, octets: string): Promise<string> {
  const socket = open(port)
  let answer = ''
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')))
  socket.write(Buffer.from(octets, 'latin1'))
  await once(socket, 'close')
  return answer
}

const LOG_LINE =
  /^127\.0\.0\.1 - (?:-|[!-~]+) \[[^\]]+\] "(?:[^"\\]|\\.)*" \d{3} (?:\d+|-) "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*"$/

/** Octets that fields may have, and those that forge: quotes, C1 controls, UTF-8 of direction marks, spoofed lines. */
const HOSTILE = [
  ...['"', '\\', '\\"', '\t', ' - - [', '] "GET /admin HTTP/1.1" 200', '%h', ':status', '${x}', '\u009B31m'],
  ...[
    '\u0085',
    '\u0080\u009F',
    'â\u0080®evil',
    'â\u0080¨',
    '\u00FF\u00AD',
    '{"a":1}',
    '","status":200',
    '-',
    '\\x0a',
  ],
]

/** A repeatable choice. */
function chooser(seed: number): (count: number) => number {
  let state = seed
  return (count) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (state >> 8) % count
  }
}

function hostileRequests(count: number): string[] {
  const choose = chooser(1)
  const part = (): string => HOSTILE[choose(HOSTILE.length)]!
  const target = (): string => encodeURI(part()).replaceAll('#', '').replaceAll('\t', '')
  return Array.from({ length: count }, (_, index) => {
    const basic = Buffer.from(`${part()}\n${part()}\r:password`, 'latin1').toString('base64')
    const fields = [
      `referer: a${part()}${part()}b`,
      `user-agent: ${index}${part()}b`,
      `authorization: Basic ${basic}`,
      `cookie: ${part()}=secret`,
    ]
    const method = ['GET', 'HEAD', 'M-SEARCH', "!#$%&'*"][choose(4)]!
    return `${method} /${index}/${target()}?${target()} HTTP/1.1\r\nhost: a\r\n${fields.join('\r\n')}\r\n\r\n`
  })
}

const answering: Application = ({ path }) =>
  text('x', { headers: { 'x-path': path, 'x-bad': 'a\u009B"b' }, status: path.startsWith('/7') ? 404 : 200 })

async function sendAll(port: number, requests: readonly string[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(requests.length / 100) }, (_, index) =>
    requests.slice(index * 100, index * 100 + 100),
  )
  const last = 'GET /last HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'
  await Promise.all(batches.map((batch) => send(port, batch.join('') + last)))
}

describe('G29 hostile requests', () => {
  const requests = hostileRequests(1000)

  it('LG1 LG4 each is one line that parses, of printable ASCII', async () => {
    const { port, lines } = await start(answering, { format: 'combined' })
    await sendAll(port, requests)
    await vi.waitFor(() => expect(lines).toHaveLength(1010))
    for (const line of lines) {
      expect(line).toMatch(LOG_LINE)
      expect(line).toMatch(/^[ -~]+$/)
    }
    const numbers = lines.map((line) => / \/(\d+)\//.exec(line)?.[1]).filter((number) => number !== undefined)
    expect(new Set(numbers).size).toBe(1000)
  })

  it('LG6 each is a JSON line that tells what was sent', async () => {
    const { port, lines } = await start(answering, {
      format: 'json',
      tokens: { bad: ({ response }) => String(response?.headers['x-bad']) },
    })
    await sendAll(port, requests)
    await vi.waitFor(() => expect(lines).toHaveLength(1010))
    const records = lines.map((line) => JSON.parse(line) as Record<string, string>)
    expect(lines.every((line) => /^[ -~]+$/.test(line))).toBe(true)
    const agents = records.map(({ userAgent }) => userAgent)
    for (const request of requests) {
      const agent = /user-agent: ([^\r]*)/.exec(request)![1]
      expect(agents).toContain(agent)
    }
    expect(records.every(({ bad }) => bad === 'a\u009B"b')).toBe(true)
  })

  it.each(['dev', 'tiny', 'short'] as const)('LG1 each is one line of %s', async (format) => {
    const { port, lines } = await start(answering, { format, colors: false })
    await sendAll(port, requests)
    await vi.waitFor(() => expect(lines).toHaveLength(1010))
    expect(lines.every((line) => /^[ -~]+$/.test(line))).toBe(true)
  })

  it('LG3 none of them gives away a credential', async () => {
    const format = '%{authorization}i %{cookie}i %u :req[Authorization] :req[cookie] %U%q'
    const { port, lines } = await start(answering, { format })
    const basic = Buffer.from('jane:hunter2').toString('base64')
    await send(
      port,
      `GET /?token=hunter2 HTTP/1.1\r\nhost: a\r\nauthorization: Basic ${basic}\r\ncookie: sid=hunter2\r\nconnection: close\r\n\r\n`,
    )
    await vi.waitFor(() => expect(lines).toHaveLength(1))
    expect(lines).toEqual(['[redacted] [redacted] jane [redacted] [redacted] /?token=[redacted]'])
  })

  it('LG3 a Basic name without a password is not told', async () => {
    const { port, lines } = await start(answering, { format: '%u' })
    const basic = Buffer.from('sk_live_hunter2:').toString('base64')
    await send(
      port,
      `GET / HTTP/1.1\r\nhost: a\r\nauthorization: Basic ${basic}\r\nconnection: close\r\n\r\n`,
    )
    await vi.waitFor(() => expect(lines).toEqual(['[redacted]']))
  })

  it('LG4 what the server refuses before there is a request makes no line', async () => {
    const { port, lines, close } = await start(answering, {})
    await send(
      port,
      'GET / HTTP/1.1\r\nhost: a\r\nx: a\nb\r\n\u0000: c\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n',
    )
    await send(port, 'GET /a\r\nhost: a\r\n\r\n')
    await close()
    expect(lines).toEqual([])
  })
})

describe('how exchanges end', () => {
  it('a client that leaves while the application works is told as 499, once', async () => {
    let socket: Socket
    const application: Application = async ({ exchange: { signal } }) => {
      socket.resetAndDestroy()
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return text('nobody there')
    }
    const { port, lines, close } = await start(application, { format: '%s %B :error' })
    socket = open(port)
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await vi.waitFor(() => expect(lines).toEqual(['499 0 CLIENT_LEFT']))
    await close()
    expect(lines).toHaveLength(1)
  })

  it('a download that breaks off has the status that was sent, and is marked', async () => {
    const application: Application = () => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: (async function* () {
        for (;;) yield 'x'.repeat(65_536)
      })(),
    })
    const { port, lines } = await start(application, { format: 'json' })
    const socket = open(port)
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await once(socket, 'data')
    socket.destroy()
    await vi.waitFor(() => expect(lines).toHaveLength(1))
    const { firstByteMs, totalMs, ...record } = JSON.parse(lines[0]!) as Record<string, unknown>
    expect(record).toMatchObject({ status: 200, aborted: true, error: 'CLIENT_LEFT' })
    expect(Number(firstByteMs)).toBeLessThanOrEqual(Number(totalMs))
  })

  it.each([
    [
      'a generator',
      () =>
        (async function* () {
          yield 'a'
          yield 'b'
        })(),
    ],
    ['a web stream', () => new Blob(['ab']).stream()],
  ])('%s arrives whole, and unread for HEAD', async (_, body) => {
    const application: Application = () => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: body(),
    })
    const { port, lines } = await start(application, { format: '%m %s :bytes-out :aborted' })
    const url = `http://127.0.0.1:${port}/`
    expect(await (await fetch(url)).text()).toBe('ab')
    expect(await (await fetch(url, { method: 'HEAD' })).text()).toBe('')
    await vi.waitFor(() => expect(lines).toEqual(['GET 200 2 -', 'HEAD 200 0 -']))
  })

  it('a web stream whose client leaves is cancelled, though it has nothing to give', async () => {
    const cancelled = vi.fn<() => void>()
    const application: Application = () => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(new Uint8Array(1)),
        cancel: cancelled,
      }),
    })
    const { port, lines } = await start(application, { format: ':response-time :aborted' })
    const socket = open(port)
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await once(socket, 'data')
    socket.destroy()
    await vi.waitFor(() => expect(cancelled).toHaveBeenCalledOnce())
    await vi.waitFor(() => expect(lines[0]).toMatch(/^\d+\.\d{3} aborted$/))
  })

  it('content that came in chunks is counted', async () => {
    const application: Application = async (request) => text(await readText(request))
    const { port, lines } = await start(application, { format: ':bytes-in :bytes-out' })
    const content = '3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n'
    const answer = await send(
      port,
      `POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n${content}`,
    )
    expect(answer).toMatch(/abcdefg$/)
    await vi.waitFor(() => expect(lines).toEqual(['7 7']))
  })
})
