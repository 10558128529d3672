import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askApplication, CLIENT, open } from './ask.ts'
import { COMBINATIONS } from './combinations.ts'
import { startFront } from './front.ts'
import type { Front } from './front.ts'

/** What clients may claim. */
const CLAIMS = {
  'x-forwarded-for': '6.6.6.6',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'evil.example',
  'x-forwarded-port': '666',
  'x-forwarded-prefix': '/evil',
  'x-real-ip': '6.6.6.6',
  forwarded: 'for=6.6.6.6;proto=https;host=evil.example',
}

/** The same, with `_` for a hyphen or for each: variables of CGI would not tell the difference. */
const UNDERSCORED = Object.fromEntries(
  Object.entries(CLAIMS)
    .filter(([name]) => name.includes('-'))
    .flatMap(([name, value]) => [
      [name.replace('-', '_'), value],
      [name.replaceAll('-', '_'), value],
      [name.replace(/-(?=[^-]*$)/, '_'), value],
    ]),
)

describe.each(COMBINATIONS)('$name', (combination) => {
  let front: Front
  beforeAll(async () => {
    front = await startFront(combination)
  })
  afterAll(() => front.close())

  it('tells the application who asks, how and for what', async () => {
    const told = await askApplication(front.port, '/a%2Fb//c?d=%20e')
    expect(told).toMatchObject({
      method: 'GET',
      scheme: 'http',
      authority: 'shop.example',
      target: '/a%2Fb//c?d=%20e',
      remote: CLIENT,
    })
  })

  it('passes content and fields on, Authorization and cookies among them', async () => {
    const told = await askApplication(front.port, '/', {
      method: 'POST',
      content: 'some content',
      headers: { authorization: 'Basic eDp5', cookie: 'a=1; b=2', 'content-type': 'text/x-own' },
    })
    expect(told.content).toBe('some content')
    expect(told.headers).toMatchObject({
      authorization: 'Basic eDp5',
      cookie: 'a=1; b=2',
      'content-type': 'text/x-own',
    })
  })

  it('believes nothing that a client claims about itself', async () => {
    const told = await askApplication(front.port, '/', { headers: CLAIMS })
    expect(told).toMatchObject({ scheme: 'http', authority: 'shop.example', remote: CLIENT })
    // Who forwards connections does not look into requests: those are for @tsgi/forwarded.
    const seen = combination.proxyProtocol ? told.headers : told.received
    expect(JSON.stringify(seen)).not.toMatch(/6\.6\.6\.6|evil|666/)
  })

  it('takes no name with underscores for one of those', async () => {
    const told = await askApplication(front.port, '/', { headers: UNDERSCORED })
    expect(told).toMatchObject({ scheme: 'http', authority: 'shop.example', remote: CLIENT })
    const seen = Object.entries(told.received).filter(([name]) => !name.includes('_'))
    expect(JSON.stringify(seen)).not.toMatch(/6\.6\.6\.6|evil|666/)
  })

  it('does not hold streams back', async () => {
    const response = await open(front.port, '/stream')
    const chunks = response.setEncoding('utf8')[Symbol.asyncIterator]() as AsyncIterator<string>
    expect(await chunks.next()).toMatchObject({ value: 'first\n' })
    front.probe.release()
    expect(await chunks.next()).toMatchObject({ value: 'last\n' })
    expect(await chunks.next()).toMatchObject({ done: true })
  })

  it('is answered by the rules', () => {
    expect(front.probe.violations).toEqual([])
  })
})
