import express from 'express'
import type { Express } from 'express'
import { describe, expect, it, vi } from 'vitest'
import type { ServeOptions } from '@tsgi/server'
import { fromExpress } from '../src/index.ts'
import { exchangeOctets } from './differential/exchange-octets.ts'
import { get } from './differential/requests.ts'
import { listenOurs } from './servers.ts'

/**
 * Sends a request for `/` to an application that goes wrong, and one for `/well` afterwards.
 * @returns status line of the first answer, `''` for none, and what the server was told
 */
async function provoke(
  handler: express.RequestHandler,
  options: ServeOptions = {},
): Promise<{ answer: string; errors: unknown[]; isWell: boolean }> {
  const app: Express = express()
  app.set('env', 'production')
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
  app.get('/', handler)
  app.get('/well', (_req, res) => void res.send('well'))
  const errors: unknown[] = []
  const port = await listenOurs(fromExpress(app), { onError: (error) => errors.push(error), ...options })
  const answer = await exchangeOctets(port, get('/'))
  const isWell = (await exchangeOctets(port, get('/well'))).endsWith('well')
  logged.mockRestore()
  return { answer, errors, isWell }
}

describe('an Express application that goes wrong', () => {
  it.each<[string, express.RequestHandler]>([
    [
      'throws',
      () => {
        throw new Error('secret')
      },
    ],
    ['rejects', () => Promise.reject(new Error('secret'))],
    ['calls next with an error', (_req, _res, next) => next(new Error('secret'))],
    ['sets a field that is none', (_req, res) => void res.set('X-Y', 'secret\r\nb: c').send('x')],
    ['answers with a status that is none', (_req, res) => void res.status(99).send('secret')],
  ])('answers 500 without details when it %s', async (_how, handler) => {
    const { answer, isWell } = await provoke(handler)
    expect(answer).toMatch(/^HTTP\/1.1 500 /)
    expect(answer).not.toContain('secret')
    expect(isWell).toBe(true)
  })

  it('has answered when it writes after the end', async () => {
    const { answer, isWell } = await provoke((_req, res) => {
      res.on('error', () => {})
      res.end('answer')
      res.write('more')
      res.end('more')
    })
    expect(answer).toMatch(/\r\n\r\nanswer$|\r\nanswer\r\n0\r\n\r\n$/)
    expect(isWell).toBe(true)
  })

  it('is not heard a second time when it answers twice', async () => {
    const { answer, isWell } = await provoke((_req, res) => {
      res.send('first')
      res.send('second')
    })
    expect(answer).not.toContain('second')
    expect(isWell).toBe(true)
  })

  it('gets 503 answered for it when it never answers', async () => {
    const { answer, isWell } = await provoke(() => {}, { requestTimeoutMs: 50 })
    expect(answer).toMatch(/^HTTP\/1.1 503 /)
    expect(isWell).toBe(true)
  })

  it('hears when it has taken too long', async () => {
    let closed = false
    await provoke((_req, res) => void res.on('close', () => (closed = true)), { requestTimeoutMs: 50 })
    expect(closed).toBe(true)
  })

  it.each<[string, express.RequestHandler]>([
    ['the socket', (req) => void req.socket.destroy()],
    ['the request', (req) => void req.destroy()],
    ['the response', (_req, res) => void res.destroy()],
    ['the response, with an error', (_req, res) => void res.destroy(new Error('secret'))],
  ])('loses the client when it destroys %s', async (_what, handler) => {
    const { answer, isWell } = await provoke(handler)
    expect(answer).toBe('')
    expect(isWell).toBe(true)
  })

  it('is cut off when it fails after it began', async () => {
    const { answer, isWell } = await provoke((_req, res, next) => {
      res.write('begun')
      setImmediate(() => next(new Error('secret')))
    })
    expect(answer).toContain('begun')
    expect(answer).not.toMatch(/\r\n0\r\n\r\n$/)
    expect(isWell).toBe(true)
  })

  it('is cut off when it writes less than it announced', async () => {
    const { answer, errors, isWell } = await provoke((_req, res) => {
      res.set('Content-Length', '10').write('short')
      setImmediate(() => res.end())
    })
    expect(answer).toMatch(/\r\n\r\nshort$/)
    expect(errors).toHaveLength(1)
    expect(isWell).toBe(true)
  })
})
