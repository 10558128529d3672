import type { Answer } from '@tsgi/testing'
import { describe, expect, it } from 'vitest'
import { ada, form, openSite } from '../test/site.ts'

type Headers = Record<string, string>

/** What a browser has after it opened the form. */
function opened({ headers, text }: Answer): { cookie: string; token: string; line: string } {
  const line = String(headers['set-cookie'])
  return { line, cookie: line.split(';')[0]!, token: /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '' }
}

/** Opens the form and sends it. @returns status and content of the answer, and how many messages have arrived */
async function send(
  change: (headers: Headers, token: string) => [headers: Headers, token: string],
  scheme = 'http',
): Promise<{ status: number; text: string; received: string | undefined }> {
  const site = openSite()
  const { cookie, token } = opened(await site.get('/contact', { scheme }))
  const [headers, sent] = change(
    { cookie, origin: `${scheme}://localhost`, 'sec-fetch-site': 'same-origin' },
    token,
  )
  const filled = form({ ...ada, token: sent })
  const { status, text } = await site.post('/contact', {
    ...filled,
    scheme,
    headers: { ...filled.headers, ...headers },
  })
  const thanks = await site.get('/contact/thanks')
  return { status, text, received: /<strong>(\d+)<\/strong>/.exec(thanks.text)?.[1] }
}

function without(headers: Headers, ...names: string[]): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)))
}

describe('a form that a browser sends', () => {
  it.each(['http', 'https'])('is taken from a page of this site over %s', async (scheme) => {
    expect(await send((headers, token) => [headers, token], scheme)).toMatchObject({
      status: 303,
      received: '1',
    })
  })

  it('is taken from browsers that tell less', async () => {
    for (const untold of [['origin'], ['sec-fetch-site'], ['origin', 'sec-fetch-site']]) {
      const sent = await send((headers, token) => [without(headers, ...untold), token])
      expect(sent).toMatchObject({ status: 303, received: '1' })
    }
  })

  it.each<[string, (headers: Headers, token: string) => [Headers, string]]>([
    ['from another site', (headers, token) => [{ ...headers, 'sec-fetch-site': 'cross-site' }, token]],
    [
      'from another host of the site',
      (headers, token) => [{ ...headers, 'sec-fetch-site': 'same-site' }, token],
    ],
    [
      'from another origin',
      (headers, token) => [{ ...without(headers, 'sec-fetch-site'), origin: 'http://evil.example' }, token],
    ],
    [
      'from another scheme',
      (headers, token) => [{ ...without(headers, 'sec-fetch-site'), origin: 'https://localhost' }, token],
    ],
    [
      'from no origin',
      (headers, token) => [{ ...without(headers, 'sec-fetch-site'), origin: 'null' }, token],
    ],
    ['without a token', (headers) => [headers, '']],
    ['with a short token', (headers, token) => [headers, token.slice(4)]],
    [
      'with a token that was changed',
      (headers, token) => [headers, (token.startsWith('A') ? 'B' : 'A') + token.slice(1)],
    ],
    ['with a token of somebody else', (headers) => [headers, 'A'.repeat(86)]],
    ['without the cookie', (headers, token) => [without(headers, 'cookie'), token]],
    ['with another cookie', (headers, token) => [{ ...headers, cookie: `form=${'A'.repeat(43)}` }, token]],
    ['with a damaged cookie', (headers, token) => [{ ...headers, cookie: 'form=x' }, token]],
    ['with an empty cookie and an empty token', (headers) => [{ ...headers, cookie: 'form=' }, '']],
  ])('is not taken %s (AU5), and what was typed is kept', async (_how, change) => {
    const { status, text, received } = await send(change)
    expect([status, received]).toEqual([403, '0'])
    expect(text).toContain(`value="${ada.email}"`)
    expect(text).toContain('Please send it again')
  })
})

describe('the token', () => {
  it('is another text each time, for one cookie', async () => {
    const site = openSite()
    const first = opened(await site.get('/contact'))
    const again = await site.get('/contact', { headers: { cookie: first.cookie } })
    expect(again.headers).not.toHaveProperty('set-cookie')
    expect(opened(again).token).not.toBe(first.token)
    for (const token of [first.token, opened(again).token]) {
      const filled = form({ ...ada, token })
      const headers = { ...filled.headers, cookie: first.cookie }
      expect((await site.post('/contact', { ...filled, headers })).status).toBe(303)
    }
  })

  it('comes with a cookie that only this host can set, where there is https', async () => {
    const site = openSite()
    expect(opened(await site.get('/contact', { scheme: 'https' })).line).toMatch(
      /^__Host-form=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    )
    expect(opened(await site.get('/contact')).line).toMatch(
      /^form=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    )
  })

  it('is not asked of programs, which have no cookies that others could use', async () => {
    expect((await openSite().post('/contact', form(ada))).status).toBe(303)
  })
})
