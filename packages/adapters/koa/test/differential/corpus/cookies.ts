import { answers } from '../corpus-case.ts'
import type { CorpusCase } from '../corpus-case.ts'
import { get } from '../requests.ts'

const keys = ['a key', 'an older key']
const expires = new Date(Date.UTC(2040, 0, 1))
const options = { keys }

/** `ctx.cookies`, signed and not. */
export const cookies: readonly CorpusCase[] = [
  answers('sets a cookie', (ctx) => {
    ctx.cookies.set('a', '1')
    ctx.body = 'x'
  }),
  answers('sets several', (ctx) => {
    ctx.cookies.set('a', '1').set('b', '2', { path: '/b', httpOnly: false }).set('c', '3', { expires })
    ctx.body = 'x'
  }),
  answers('attributes', (ctx) => {
    ctx.cookies.set('a', '1', {
      domain: 'koa.example',
      sameSite: 'strict',
      path: '/x',
      overwrite: true,
      expires,
    })
    ctx.body = 'x'
  }),
  answers('overwrites', (ctx) => {
    ctx.cookies.set('a', '1')
    ctx.cookies.set('a', '2', { overwrite: true })
    ctx.body = 'x'
  }),
  answers('takes one back', (ctx) => {
    ctx.cookies.set('a')
    ctx.body = 'x'
  }),
  answers(
    'signs',
    (ctx) => {
      ctx.cookies.set('a', '1', { signed: true })
      ctx.body = 'x'
    },
    { options },
  ),
  answers(
    'signs without being told',
    (ctx) => {
      ctx.cookies.set('a', '1')
      ctx.cookies.set('b', '2', { signed: false })
      ctx.body = 'x'
    },
    { options },
  ),
  answers(
    'reads',
    (ctx) => void (ctx.body = [ctx.cookies.get('a'), ctx.cookies.get('b'), ctx.cookies.get('c')]),
    {
      request: get('/', { Cookie: 'a=1; b="quoted"; d' }),
    },
  ),
  answers(
    'reads one with a wrong signature',
    (ctx) => void (ctx.body = [ctx.cookies.get('a', { signed: true })]),
    {
      options,
      request: get('/', { Cookie: 'a=1; a.sig=wrong' }),
    },
  ),
  answers(
    'reads one without a signature',
    (ctx) => void (ctx.body = [ctx.cookies.get('a', { signed: true })]),
    {
      options,
      request: get('/', { Cookie: 'a=1' }),
    },
  ),
  answers(
    'reads one with its signature',
    (ctx) => void (ctx.body = [ctx.cookies.get('a', { signed: true })]),
    {
      options: { keys: ['keyboard cat'] },
      request: get('/', { Cookie: 'a=1; a.sig=2bSuLFXMoMyXfUXVHE6YGsSXDPQ' }),
    },
  ),
  answers('signs without keys', (ctx) => {
    ctx.cookies.set('a', '1', { signed: true })
  }),
  answers('a secure cookie without TLS', (ctx) => {
    ctx.cookies.set('a', '1', { secure: true })
  }),
  answers(
    'a secure cookie behind a trusted proxy',
    (ctx) => {
      ctx.cookies.set('a', '1', { secure: true })
      ctx.body = 'x'
    },
    { options: { proxy: true }, request: get('/', { 'X-Forwarded-Proto': 'https' }) },
  ),
  answers('an invalid name', (ctx) => {
    ctx.cookies.set('a b', '1')
  }),
]
