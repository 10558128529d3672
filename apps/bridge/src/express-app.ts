import express from 'express'
import type { Express, NextFunction, Request, Response } from 'express'

/** An app as one finds it: it knows of nothing but Express. */
export function expressApp(): Express {
  const notes = new Map<number, string>([[1, 'The first note']])
  const app = express()
  app.set('json spaces', 2)
  app.use(express.json())
  app.use((request, response, next) => {
    response.locals['startedAt'] = Date.now()
    request.app.locals['served'] = ((request.app.locals['served'] as number | undefined) ?? 0) + 1
    next()
  })

  app.get('/notes', (_request, response) => {
    response.json([...notes].map(([id, text]) => ({ id, text })))
  })
  app.get('/notes/:id', (request, response) => {
    const text = notes.get(Number(request.params.id))
    if (text === undefined) return void response.status(404).json({ error: 'No such note' })
    response.format({ text: () => response.send(text), json: () => response.json({ text }) })
  })
  app.post('/notes', (request, response) => {
    const { text } = request.body as { text: string }
    const id = notes.size + 1
    notes.set(id, text)
    response.status(201).location(`${request.baseUrl}/notes/${id}`).json({ id, text })
  })
  app.get('/feed', async (_request, response) => {
    response.type('text/plain')
    for (const text of notes.values()) response.write(`${text}\n`.repeat(1000))
    response.end()
  })
  app.get('/served', (request, response) => {
    response.json({ served: request.app.locals['served'] as number, at: request.originalUrl })
  })
  app.get('/fails', () => {
    throw new Error('As an app may')
  })
  app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
    response.status(500).json({ error: error.message })
  })
  return app
}
