import { serve } from '@tsgi/server'
import type { Application } from '@tsgi/spec'
import { describe, expect, it, onTestFinished } from 'vitest'
import { HTTP11PROBE, HTTP11PROBE_DIFFERENCES } from './judges-http11probe.ts'
import { SMUGGLING, SMUGGLING_DIFFERENCES } from './judges-http11probe-smuggling.ts'
import { countCases, judgeAll } from './judges-verdict.ts'
import { openClient } from './raw-client.ts'
import type { RawClient } from './raw-client.ts'
import { get, post } from './rfc9112-cases.ts'

describe('requests', () => {
  judgeAll(HTTP11PROBE, HTTP11PROBE_DIFFERENCES)
})
describe('framing', () => {
  judgeAll(SMUGGLING, SMUGGLING_DIFFERENCES)
})

/** What is said of answers. */
describe('answers', () => {
  it('ends after Connection: close (COMP-CONNECTION-CLOSE)', async () => {
    const client = await send(get('Connection: close'))
    expect((await client.answer()).headers['connection']).toBe('close')
    expect(await client.rest()).toBe('')
  })

  it('ends after HTTP/1.0 (COMP-HTTP10-DEFAULT-CLOSE)', async () => {
    const client = await send(get().replace('1.1', '1.0'))
    expect((await client.answer()).status).toBe(200)
    expect(await client.rest()).toBe('')
  })

  it('sends no content to HEAD (COMP-HEAD-NO-BODY)', async () => {
    const client = await send(get('Connection: close').replace('GET', 'HEAD'))
    expect((await client.answer('HEAD')).headers['content-length']).toBe('5')
    expect(await client.rest()).toBe('')
  })

  it('says what and when (COMP-DATE-HEADER, COMP-DATE-FORMAT, COMP-CONTENT-TYPE)', async () => {
    const { headers } = await (await send(get())).answer()
    expect(headers['date']).toMatch(/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/)
    expect(headers['content-type']).toBe('text/plain')
  })

  it('sends nothing informational to HTTP/1.0 (COMP-NO-1XX-HTTP10)', async () => {
    const octets = post(['Expect: 100-continue', 'Content-Length: 5'], 'hello')
    expect((await (await send(octets.replace('1.1', '1.0'))).answer()).status).toBe(200)
  })

  it('sends no length with 204 (COMP-NO-CL-IN-204)', async () => {
    const answer = await (await send(get().replace('GET', 'OPTIONS'))).answer()
    expect(answer.status).toBe(204)
    expect(answer.headers).not.toHaveProperty('content-length')
  })
})

/** Sends octets to a server with one text and one answer without any. */
async function send(octets: string): Promise<RawClient> {
  const server = await serve(greeting, { port: 0 })
  onTestFinished(() => server.close({ graceMs: 0 }))
  const client = await openClient(server)
  await client.send(octets)
  return client
}

const greeting: Application = ({ method }) =>
  method === 'OPTIONS'
    ? { status: 204, headers: {}, body: null }
    : { status: 200, headers: { 'content-type': 'text/plain' }, body: 'hello' }

/** What is not the server's: methods, cookies and cache validators are the application's and of middleware. */
const ELSEWHERE = [
  'COMP-405-ALLOW',
  'COMP-OPTIONS-ALLOW',
  'COOK-PARSED-BASIC',
  'COOK-PARSED-MULTI',
  'COOK-PARSED-EMPTY-VAL',
  'COOK-PARSED-SPECIAL',
  'CAP-ETAG-304',
  'CAP-LAST-MODIFIED-304',
  'CAP-ETAG-IN-304',
  'CAP-INM-PRECEDENCE',
  'CAP-INM-WILDCARD',
  'CAP-IMS-FUTURE',
  'CAP-IMS-INVALID',
  'CAP-INM-UNQUOTED',
  'CAP-ETAG-WEAK',
]

it('has all cases of Http11Probe', () => {
  const answers = 8
  expect(countCases([...HTTP11PROBE, ...SMUGGLING]) + answers + ELSEWHERE.length).toBe(215)
})
