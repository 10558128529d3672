import { accessLog } from '@tsgi/access-log'
import { compose, mount } from '@tsgi/compose'
import { compress } from '@tsgi/compress'
import { fromExpress } from '@tsgi/express'
import { fromKoa } from '@tsgi/koa'
import type { Application } from '@tsgi/spec'
import { clock } from './clock.ts'
import { expressApp } from './express-app.ts'
import { koaApp } from './koa-app.ts'
import { publicFiles } from './public-files.ts'

const layers = compose(
  accessLog({ format: 'combined' }),
  compress(),
  mount('/express', fromExpress(expressApp())),
  mount('/koa', fromKoa(koaApp())),
  mount('/clock', clock),
)

/** Express and Koa apps, and what is TSGI's own, in one stack. */
const app: Application = layers(publicFiles)

export default app
