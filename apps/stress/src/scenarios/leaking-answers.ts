import { hostname } from 'node:os'
import { HonestClient } from '../client/honest-client.ts'
import { allThatComes, openSocket } from '../client/raw-client.ts'
import type { Answer } from '../client/sender.ts'
import { exactly, told } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { FAULTS, FAULTS_BEFORE_HEAD, SECRET } from '../server/faults.ts'
import { withServer } from '../server-process.ts'
import type { PlainOptions } from '../server/messages.ts'

const OPTIONS: PlainOptions = {
  headTimeoutMs: 300,
  contentTimeoutMs: 300,
  requestTimeoutMs: 300,
  maxContentBytes: 1000,
  http2: true,
}

/** What clients do wrong. */
const BAD_REQUESTS: ReadonlyArray<[status: number, octets: string]> = [
  [400, `${SECRET}\r\n\r\n`],
  [400, `GET / HTTP/1.1\r\n\r\n`],
  [400, `GET / HTTP/1.1\r\nHost: a\r\nHost: ${SECRET}\r\n\r\n`],
  [400, `GET / HTTP/1.1\r\nHost: a\r\n${SECRET} : b\r\n\r\n`],
  [400, `GET / HTTP/1.1\r\nHost: a\r\nX-A: \0${SECRET}\r\n\r\n`],
  [400, `GET /#${SECRET} HTTP/1.1\r\nHost: a\r\n\r\n`],
  [400, `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${SECRET}\r\n\r\n`],
  [400, `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`],
  [400, `POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${SECRET}\r\n`],
  [408, `GET /${SECRET}`],
  [408, `POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n${SECRET}`],
  [413, `POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n`],
  [414, `GET /${SECRET.repeat(2000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  [417, `GET / HTTP/1.1\r\nHost: a\r\nExpect: ${SECRET}\r\n\r\n`],
  [431, `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${SECRET.repeat(4000)}\r\n\r\n`],
  [431, `GET / HTTP/1.1\r\nHost: a\r\n${`X-A: ${SECRET}\r\n`.repeat(200)}\r\n`],
  [400, `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ${SECRET}\r\n\r\n`],
  [501, `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ${SECRET}, chunked\r\n\r\n`],
  [501, `CONNECT ${SECRET}:80 HTTP/1.1\r\nHost: ${SECRET}:80\r\n\r\n`],
  [503, `GET /never HTTP/1.1\r\nHost: a\r\n\r\n`],
  [505, `GET / HTTP/3.7\r\nHost: a\r\n\r\n`],
]

/** Fields that an answer to an error may have. */
const FIELDS = new Set([':status', 'date', 'connection', 'content-length', 'retry-after'])
/** Begins of what a stack, a path or a version would show. */
const TRACES = [
  SECRET,
  'db.internal',
  'Error:',
  '    at ',
  'file:',
  '/dist/',
  'node',
  'tsgi',
  process.version,
  hostname(),
]

/** Errors of all kinds, and what clients get to see of them. */
export const leakingAnswers: Scenario = {
  id: 'G38',
  name: 'leaking-answers',
  title: 'errors of all kinds, and what clients get to see of them',
  run: () =>
    withServer({ options: OPTIONS }, async ({ port }) => [
      ...(await overHttp1(port)),
      ...(await overHttp2(port)),
    ]),
}

async function overHttp1(port: number): Promise<Finding[]> {
  const faults = [...FAULTS.keys()].map(
    (name) => `GET /fault/${name} HTTP/1.1\r\nHost: stress\r\nConnection: close\r\n\r\n`,
  )
  const answers = await Promise.all(
    [...BAD_REQUESTS.map(([, octets]) => octets), ...faults].map((octets) => ask(port, octets)),
  )
  const refusals = answers.slice(0, BAD_REQUESTS.length)
  const unexpected = BAD_REQUESTS.filter(([status], i) => refusals[i]!.slice(9, 12) !== String(status))
  const bare = answers.filter((answer) => !answer.startsWith('HTTP/1.1 200 '))
  return [
    told('kinds of requests that are refused', refusals.length),
    exactly('of which another status than expected', unexpected.length, 0),
    told('kinds of faults', faults.length),
    exactly('answers with content, or further fields', bare.filter((answer) => !isBare(answer)).length, 0),
    exactly('answers that tell something', answers.filter(tells).length, 0),
  ]
}

async function overHttp2(port: number): Promise<Finding[]> {
  const client = new HonestClient(() => port, 'h2c')
  const names = [...FAULTS_BEFORE_HEAD.keys()]
  const answers = await Promise.all(names.map((name) => client.ask({ path: `/fault/${name}` }, 500)))
  client.close()
  const texts = answers.map((answer) => JSON.stringify(answer))
  const isPlain = (answer: Answer | null): boolean =>
    answer?.text === '' && Object.keys(answer.headers).every((name) => FIELDS.has(name))
  return [
    told('kinds of faults over HTTP/2', names.length),
    exactly('not answered with 500', client.failureList, ''),
    exactly('answers with content, or further fields', answers.filter((each) => !isPlain(each)).length, 0),
    exactly('answers that tell something', texts.filter(tells).length, 0),
  ]
}

async function ask(port: number, octets: string): Promise<string> {
  const socket = await openSocket(port)
  const comes = allThatComes(socket)
  socket.write(octets, 'latin1')
  return comes
}

function isBare(answer: string): boolean {
  const [head, content] = answer.split('\r\n\r\n')
  const names = head!
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(':')[0]!.toLowerCase())
  return content === '' && names.every((name) => FIELDS.has(name))
}

function tells(answer: string): boolean {
  return TRACES.some((trace) => answer.includes(trace))
}
