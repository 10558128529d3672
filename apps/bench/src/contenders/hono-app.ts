import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import { CHUNK, CHUNK_COUNT, HELLO, countBytes } from './answers.ts'

/** All routes on Hono. */
export const app: Hono = new Hono()

app.get('/', (context) => context.text(HELLO))
app.post('/json', async (context) => context.json(await context.req.json<object>()))
app.get('/stream', (context) =>
  stream(context, async (output) => {
    for (let sent = 0; sent < CHUNK_COUNT; sent++) await output.write(CHUNK)
  }),
)
app.post('/upload', async (context) => context.text(String(await countBytes(context.req.raw.body!))))
