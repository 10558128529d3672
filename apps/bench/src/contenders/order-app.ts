import express from 'express'
import type { Express, RequestHandler } from 'express'
import { ORDER } from './order.ts'

/** An application of Express that answers 1 KiB of JSON, behind layers of Express. */
export function orderApp(...layers: readonly RequestHandler[]): Express {
  const app = express()
  for (const layer of layers) app.use(layer)
  app.get('/order', (_request, response) => {
    response.json(ORDER)
  })
  return app
}
