/*
 * Requests made up from the grammar rather than found: well-formed in most places, so that what is wrong in one of them
 * is reached. They lean towards what a scanner of four octets at a time could get wrong: controls and colons at each
 * offset, names but for one bit well-known, lengths next to limits.
 */
import { Buffer } from 'node:buffer'
import { pick } from './random.ts'
import type { Random } from './random.ts'

/** A request of the grammar, with a mistake here and there. */
export function composed(random: Random): Buffer {
  const framing = pick(random(8) === 0 ? DOUBTFUL_FRAMINGS : FRAMINGS, random)(random)
  const host = `Host: ${random(5) === 0 ? pick(HOSTS, random) : 'a'}`
  const lines = [requestLine(random), host, ...fieldLines(random)]
  lines.splice(1 + random(lines.length), 0, ...framing.lines)
  return Buffer.from([...lines, '', framing.content].join('\r\n'), 'latin1')
}

/** An octet that means something somewhere in the grammar. */
export function tellingOctet(random: Random): string {
  return pick('\0\x01\t\n\r\x1b\x1f "#%*,-/0159:;=?@HTafx\\_\x7f\x80\x9f\xa0\xba\xff', random)
}

const REQUEST_LINES = [
  'GET / HTTP/1.1',
  'GET //a//b HTTP/1.1',
  'HEAD /a/b?c=d HTTP/1.1',
  'POST /%00%zz HTTP/1.1',
  'PUT /? HTTP/1.1',
  'M-SEARCH http://a.example:80/x?y HTTP/1.1',
  'DELETE http://a HTTP/1.1',
  'OPTIONS * HTTP/1.1',
]
const STRANGE_REQUEST_LINES = [
  'GET / HTTP/1.0',
  'GET / HTTP/1.2',
  'PRI * HTTP/2.0',
  'GET * HTTP/1.1',
  'CONNECT a:443 HTTP/1.1',
  'CONNECT / HTTP/1.1',
  'get / HTTP/1.1',
  'QUERY / HTTP/1.1',
  'GET  / HTTP/1.1',
  'GET / HTTP/1.1 ',
  'GET /',
]
const HOSTS = ['localhost:8080', '[::1]', '', 'a b', 'A.example']

function requestLine(random: Random): string {
  const kind = random(80)
  if (kind === 0) return `GET /${'a'.repeat(8160 + random(40))} HTTP/1.1`
  return pick(kind < 8 ? STRANGE_REQUEST_LINES : REQUEST_LINES, random)
}

/** Names that may come again and again, and names that mean something to the engine or to llhttp. */
const HARMLESS = [
  'accept-encoding',
  'cookie',
  'dnt',
  'keep-alive',
  'te',
  'trailer',
  'user-agent',
  'x-forwarded-for',
  'x-requested-with',
  'constructor',
  '__proto__',
  '1',
]
const TELLING = [
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]

function fieldLines(random: Random): string[] {
  const count = random(60) === 0 ? 95 + random(8) : random(6)
  return Array.from({ length: count }, () => fieldLine(random))
}

function fieldLine(random: Random): string {
  const colon = random(100) === 0 ? pick(['', ' :', ';', '::', '\t:'], random) : ':'
  return `${name(random)}${colon}${pick(BLANKS, random)}${value(random)}${pick(BLANKS, random)}`
}

const BLANKS = ['', ' ', ' ', ' ', '\t', ' \t ', '    ']

function name(random: Random): string {
  const kind = random(24)
  if (kind === 0) return anyOf(TOKEN, 1 + random(24), random)
  if (kind === 1) return `${anyOf(TOKEN, random(300), random)}-x`
  if (kind === 2) return flipBit(pick([...HARMLESS, ...TELLING], random), random)
  if (kind === 3) return pick(TELLING, random)
  const known = pick(HARMLESS, random)
  if (kind === 4) return known.replace(/./g, (letter) => (random(2) === 0 ? letter.toUpperCase() : letter))
  if (kind === 5) return withOctet(known, random)
  return known.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())
}

const TOKEN = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
const TEXT = `${TOKEN}${TOKEN}"(),/:;<=>?@[\\]{} \t\x80\xa0\xe9\xff`
const VALUES = [
  'close',
  'keep-alive',
  'trailers',
  '100-continue',
  'chunked',
  '0',
  '3',
  'a=b; c=d',
  'websocket',
]

function value(random: Random): string {
  const kind = random(24)
  if (kind === 0) return withOctet(anyOf(TEXT, random(13), random), random)
  if (kind === 1 && random(5) === 0) return anyOf(TEXT, 1, random).repeat(16_200 + random(200))
  return kind < 8 ? pick(VALUES, random) : anyOf(TEXT, random(20), random)
}

function anyOf(characters: string, length: number, random: Random): string {
  return Array.from({ length }, () => pick(characters, random)).join('')
}

function withOctet(text: string, random: Random): string {
  const at = random(text.length + 1)
  return text.slice(0, at) + tellingOctet(random) + text.slice(at + random(2))
}

function flipBit(text: string, random: Random): string {
  const at = random(text.length)
  return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << random(8))) + text.slice(at + 1)
}

interface Framing {
  readonly lines: readonly string[]
  readonly content: string
}

/** What says where the content ends, and content that ends there, or nearly. */
const FRAMINGS: ReadonlyArray<(random: Random) => Framing> = [
  () => ({ lines: [], content: '' }),
  function length(random) {
    const content = anyOf(TEXT, random(20), random)
    const told = content.length + (random(20) === 0 ? random(3) - 1 : 0)
    return { lines: [`Content-Length: ${random(20) === 0 ? `0${told}` : told}`], content }
  },
  (random) => ({ lines: ['Transfer-Encoding: chunked'], content: chunks(random) }),
  (random) => ({ lines: [`transfer-encoding:${pick(BLANKS, random)}Chunked`], content: chunks(random) }),
]

const DOUBTFUL_FRAMINGS: ReadonlyArray<(random: Random) => Framing> = [
  function both(random) {
    return { lines: ['Content-Length: 3', 'Transfer-Encoding: chunked'], content: chunks(random) }
  },
  (random) => ({ lines: [`Transfer-Encoding: ${pick(CODINGS, random)}`], content: chunks(random) }),
  (random) => ({ lines: [`Content-Length: ${pick(LENGTHS, random)}`], content: 'abc' }),
]

const CODINGS = ['gzip, chunked', 'chunked, chunked', 'identity', 'chunked;q=1', 'xchunked', '', 'chunked,']
const LENGTHS = [
  '+3',
  '-3',
  '3,3',
  '3, 3',
  '0x3',
  '3 ',
  '',
  '00000000000000003',
  '9007199254740993',
  '3\x0b',
  '\xa03',
]

function chunks(random: Random): string {
  const parts = Array.from({ length: random(4) }, () => chunk(anyOf(TEXT, 1 + random(18), random), random))
  return `${parts.join('')}0${extension(random)}\r\n${trailers(random)}\r\n`
}

function chunk(data: string, random: Random): string {
  const digits = data.length.toString(16).padStart(random(10) === 0 ? random(19) : 1, '0')
  const size = random(2) === 0 ? digits : digits.toUpperCase()
  return `${size}${extension(random)}\r\n${random(30) === 0 ? withOctet(data, random) : data}\r\n`
}

const EXTENSIONS = [
  ';a',
  ';a=b',
  ';a="b;c"',
  ';a="\\""',
  ';a=b;c',
  ' ;a',
  '; a = b',
  ';',
  ';a=',
  ';=b',
  ' ',
  ';a="',
  ';a\x80',
]

function extension(random: Random): string {
  if (random(6) > 0) return ''
  const known = pick(EXTENSIONS, random)
  return random(4) === 0 ? withOctet(known, random) : known
}

function trailers(random: Random): string {
  if (random(3) > 0) return ''
  return Array.from({ length: random(4) }, () => `${fieldLine(random)}\r\n`).join('')
}
