import { json } from '@tsgi/message'
import { serve } from '@tsgi/server'
import { ITEM } from './resources.ts'

/** TSGI that answers the same whatever it is asked: what routes cost is the difference to `tsgi-router`. */
await serve(() => json(ITEM), { port: Number(process.env['PORT']) })
