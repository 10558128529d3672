import { html, json, noContent, text, withHeader } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { Answer } from '@tsgi/testing'
import Negotiator from 'negotiator'
import { describe, expect, it } from 'vitest'
import { negotiate, negotiateLanguage } from './negotiate.ts'
import type { NegotiateOptions, Representations } from './negotiate.ts'

async function ask(app: Application, headers: Record<string, string> = {}): Promise<Answer> {
  const caller = client(app)
  const answer = await caller.get('/', { headers })
  expect(caller.errors).toEqual([])
  return answer
}

const page: Representations = { 'text/html': () => html('<p>hello'), 'application/json': () => json('hello') }

describe('negotiate', () => {
  const typeFor = async (accept: string | undefined, options?: NegotiateOptions): Promise<unknown> => {
    const headers = accept === undefined ? {} : { accept }
    return (await ask((request) => negotiate(request, page, options), headers)).headers['content-type']
  }

  it.each([
    [undefined, 'text/html; charset=utf-8'],
    ['*/*', 'text/html; charset=utf-8'],
    ['application/json', 'application/json'],
    ['text/html;q=0.5, application/json', 'application/json'],
    ['text/html, application/json', 'text/html; charset=utf-8'],
    ['application/*', 'application/json'],
    ['text/html;q=0, */*', 'application/json'],
    [
      'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8',
      'text/html; charset=utf-8',
    ],
    [',;q=x', 'text/html; charset=utf-8'],
  ])('with accept %s answers %s', async (accept, type) => {
    expect(await typeFor(accept)).toBe(type)
  })

  it('says what the answer depends on, in union with what else it depends on', async () => {
    const own: Representations = { 'text/plain': () => withHeader(text('x'), 'vary', 'Accept, Cookie') }
    expect((await ask((request) => negotiate(request, own))).headers['vary']).toBe('Accept, Cookie')
    expect((await ask((request) => negotiate(request, page))).headers['vary']).toBe('accept')
  })

  it('answers 406 when nothing is acceptable, and says what there is', async () => {
    const answer = await ask((request) => negotiate(request, page), { accept: 'image/png' })
    expect(answer.status).toBe(406)
    expect(answer.text).toBe('There is only: text/html, application/json\n')
    expect(answer.headers['vary']).toBe('accept')
  })

  it('answers with the first, or as it is told, where that is asked for', async () => {
    expect(await typeFor('image/png', { otherwise: 'first' })).toBe('text/html; charset=utf-8')
    const own = await ask(
      async (request) => negotiate(request, page, { otherwise: async () => text('mine', { status: 406 }) }),
      { accept: 'image/png' },
    )
    expect([own.status, own.text, own.headers['vary']]).toEqual([406, 'mine', 'accept'])
  })

  it('hands the request on, waits for promises, and passes errors on', async () => {
    const paths: Representations = { 'text/plain': async ({ path }) => text(path) }
    expect((await ask((request) => negotiate(request, paths))).text).toBe('/')
    const caller = client((request) =>
      negotiate(request, {
        'text/plain': () => {
          throw Object.assign(new Error('no'), { status: 403, expose: true })
        },
      }),
    )
    expect((await caller.get('/')).status).toBe(403)
  })

  it('stays synchronous where the representation is', () => {
    const request = { headers: {} } as Parameters<Application>[0]
    expect(negotiate(request, page)).not.toBeInstanceOf(Promise)
  })

  it.each([
    [{}, {}, 'negotiate() has no representations'],
    [{ html: () => noContent() }, {}, "Representations of negotiate() have media types: got 'html'"],
    [page, { otherwise: 406 }, "otherwise is 'refuse', 'first' or an application, got number"],
    [page, { default: 'first' }, "Unknown option 'default' of negotiate()"],
  ])('refuses %o with %o', (representations, options, message) => {
    const request = { headers: {} } as Parameters<Application>[0]
    expect(() => negotiate(request, representations, options as NegotiateOptions)).toThrow(message)
  })

  it('agrees with negotiator about what is acceptable', async () => {
    const weights = ['', ';q=0', ';q=0.3', ';q=1']
    for (const range of ['text/html', 'text/*', '*/*', 'application/json']) {
      for (const other of ['application/json', 'application/*', 'image/png']) {
        for (const [first, second] of weights.flatMap((one) => weights.map((two) => [one, two] as const))) {
          if (range === other) continue
          const accept = `${range}${first}, ${other}${second}`
          const accepted = new Negotiator({ headers: { accept } }).mediaTypes(Object.keys(page))
          const answer = await ask((request) => negotiate(request, page), { accept })
          expect([accept, answer.status]).toEqual([accept, accepted.length > 0 ? 200 : 406])
        }
      }
    }
  })
})

describe('negotiateLanguage', () => {
  const pages: Representations = { en: () => html('<p>hello'), de: () => html('<p>hallo') }
  const askIn = (language: string | undefined, options?: NegotiateOptions): Promise<Answer> =>
    ask(
      (request) => negotiateLanguage(request, pages, options),
      language === undefined ? {} : { 'accept-language': language },
    )

  it.each([
    [undefined, 'en'],
    ['de', 'de'],
    ['de-CH, en;q=0.5', 'de'],
    ['fr, de;q=0.1', 'de'],
    ['fr', 'en'],
    ['*', 'en'],
  ])('with accept-language %s answers in %s', async (value, language) => {
    const { headers } = await askIn(value)
    expect(headers['content-language']).toBe(language)
    expect(headers['vary']).toBe('accept-language')
  })

  it('refuses where that is asked for', async () => {
    const answer = await askIn('fr', { otherwise: 'refuse' })
    expect([answer.status, answer.headers['content-language']]).toEqual([406, undefined])
    expect(answer.headers['vary']).toBe('accept-language')
  })

  it('leaves the language alone that an answer has', async () => {
    const mixed: Representations = { en: () => withHeader(text('x'), 'content-language', 'en, de') }
    expect((await ask((request) => negotiateLanguage(request, mixed))).headers['content-language']).toBe(
      'en, de',
    )
  })

  it('stands inside of negotiate', async () => {
    const both: Representations = {
      'application/json': () => json('x'),
      'text/html': (request) => negotiateLanguage(request, pages),
    }
    const answer = await ask((request) => negotiate(request, both), {
      accept: 'text/html',
      'accept-language': 'de',
    })
    expect(answer.headers).toMatchObject({ vary: 'accept-language, accept', 'content-language': 'de' })
  })

  it('refuses keys that are no languages', () => {
    const request = { headers: {} } as Parameters<Application>[0]
    for (const key of ['de_CH', '', 'x'.repeat(9), 'de-', '*']) {
      expect(() => negotiateLanguage(request, { [key]: () => noContent() })).toThrow('have language tags')
    }
  })
})
