import { compose } from '@tsgi/compose'
import { fromExpress, toExpress } from '@tsgi/express'
import { text } from '@tsgi/message'
import { listen, start } from '@tsgi/test-servers'
import express from 'express'
import type { ErrorRequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { errors } from '../src/index.ts'

const options = { onError: () => {} }

describe('errors and Express', () => {
  it('around an application, leaves its answers to it, those to errors too', async () => {
    const app = express()
    app.get('/fault', (_req, _res, next) => next(new Error('secret')))
    app.use(((_error, _req, res, _next) => void res.status(502).send('my page')) as ErrorRequestHandler)
    app.get('/own', (_req, res) => void res.status(404).send('mine'))
    const { url } = await start(errors(options)(fromExpress(app)))

    const own = await fetch(`${url}/own`)
    expect([own.status, await own.text()]).toEqual([404, 'mine'])
    const fault = await fetch(`${url}/fault`)
    expect([fault.status, await fault.text()]).toEqual([502, 'my page'])
    expect(await (await fetch(`${url}/nothing`)).text()).toContain('Cannot GET /nothing')
  })

  it('inside an application, answers for what is mounted', async () => {
    const app = express()
    const stack = compose(errors(options))
    const faulty = stack(({ path }) =>
      path === '/fine' ? text('fine') : Promise.reject(new Error('secret')),
    )
    app.use('/api', toExpress(faulty))
    const url = await listen(app)

    expect(await (await fetch(`${url}/api/fine`)).text()).toBe('fine')
    const fault = await fetch(`${url}/api/fault`)
    expect([fault.status, await fault.json()]).toEqual([500, { status: 500, title: 'Internal Server Error' }])
  })
})
