/*
 * An Express application as it would be for its own server, with what most of them do: the same answers as its twin in
 * koa.ts.
 */
import { Readable } from 'node:stream'
import { fromExpress } from '@tsgi/express'
import type { Application } from '@tsgi/spec'
import express from 'express'
import type { ErrorRequestHandler } from 'express'

const app = express()
app.use(express.json({ limit: '1mb' }), express.urlencoded({ extended: false }))

app.get('/hello/:name', (req, res) => {
  res.json({ name: req.params.name, query: req.query, host: req.hostname })
})

app.post('/sum', (req, res) => {
  const numbers = req.body as number[]
  res.status(201).json({ sum: numbers.reduce((sum, number) => sum + number, 0) })
})

app.post('/form', (req, res) => {
  res.json(req.body)
})

app.post('/length', async (req, res) => {
  let length = 0
  for await (const chunk of req as AsyncIterable<Uint8Array>) length += chunk.length
  res.json({ length })
})

app.get('/cookies', (req, res) => {
  res.cookie('first', '1', { httpOnly: true }).cookie('second', '2')
  res.json({ cookie: req.headers.cookie })
})

app.get('/moved', (_req, res) => {
  res.redirect('/hello/you')
})

app.get('/stream', (_req, res) => {
  Readable.from(['one ', 'two ', 'three']).pipe(res.type('text'))
})

app.get('/large', (_req, res) => {
  res.type('bin').send(Buffer.alloc(300_000, 'x'))
})

app.get('/page', (_req, res) => {
  res.send('<h1>page</h1>')
})

app.get('/empty', (_req, res) => {
  res.status(204).end()
})

app.get('/fails', () => {
  throw new Error('not to be told')
})

const answerError: ErrorRequestHandler = (_error, _req, res, _next) => {
  res.status(500).json({ error: 'failed' })
}
app.use(answerError)

/** The application. */
export function expressApplication(): Application {
  return fromExpress(app)
}
