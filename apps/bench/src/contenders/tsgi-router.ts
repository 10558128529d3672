import { router } from '@tsgi/router'
import { serve } from '@tsgi/server'
import { PATTERNS } from './resources.ts'

/** TSGI with routes. */
const app = router()
for (const pattern of PATTERNS) app.get(pattern, (_request, { id, item }) => ({ id, item }))

await serve(app, { port: Number(process.env['PORT']) })
