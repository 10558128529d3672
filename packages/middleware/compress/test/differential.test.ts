import compression from 'compression'
import { toExpressMiddleware } from '@tsgi/express'
import { listen } from '@tsgi/test-servers'
import express from 'express'
import type { RequestHandler, Response } from 'express'
import { describe, expect, it } from 'vitest'
import { compress } from '../src/index.ts'
import { noise, prose } from './material.ts'
import { ask } from './ask.ts'

const ANSWERS: Readonly<Record<string, (res: Response) => unknown>> = {
  json: (res) => res.json({ text: prose(5000) }),
  html: (res) => res.type('html').send(prose(50_000)),
  small: (res) => res.send('hello'),
  large: (res) => res.type('text').send(prose(1_500_000)),
  image: (res) => res.type('png').send(noise(5000)),
  svg: (res) => res.type('svg').send(prose(5000)),
  'no-transform': (res) => res.set('cache-control', 'no-transform').type('text').send(prose(5000)),
  'not-found': (res) => res.status(404).type('text').send(prose(2000)),
  vary: (res) => res.vary('Origin').type('text').send(prose(2000)),
  written: (res) => {
    res.type('text')
    for (let count = 0; count < 20; count++) res.write(prose(500))
    res.end('the end')
  },
  length: (res) => {
    res.type('text').set('content-length', '3')
    res.write('a')
    res.end('bc')
  },
  nothing: (res) => res.status(204).end(),
  redirect: (res) => res.redirect('/json'),
}

const ACCEPTED = [
  undefined,
  'gzip',
  'deflate',
  'br',
  'gzip, deflate, br',
  'gzip, deflate',
  'deflate, gzip',
  'deflate;q=1, gzip;q=0.5',
  'br;q=0, gzip;q=0.1',
  '*',
  '*;q=0',
  'identity',
  'gzip;q=0',
  'identity;q=0.5, gzip;q=0.2',
  'compress, x',
  'GZIP',
]

function serving(middleware: RequestHandler): Promise<string> {
  const app = express().use(middleware)
  for (const [name, answer] of Object.entries(ANSWERS)) app.get(`/${name}`, (_req, res) => void answer(res))
  return listen(app)
}

describe('compress and compression of npm', () => {
  it.each(Object.keys(ANSWERS))('answer alike: %s', async (name) => {
    const ours = await serving(toExpressMiddleware(compress({ codings: ['br', 'gzip', 'deflate'] })))
    const theirs = await serving(compression())
    for (const accepted of ACCEPTED) {
      const headers = accepted === undefined ? {} : { 'accept-encoding': accepted }
      const [mine, other] = await Promise.all([
        ask(`${ours}/${name}`, headers),
        ask(`${theirs}/${name}`, headers),
      ])
      const seen = [mine, other].map(({ status, coding, content, headers: { vary = '', ...fields } }) => ({
        status,
        coding,
        content: content.toString('latin1'),
        type: fields['content-type'],
        vary: vary.toLowerCase(),
      }))
      expect(seen[0], `${name} for ${accepted}`).toEqual(seen[1])
    }
  })
})
