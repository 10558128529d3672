import { toExpress } from '@tsgi/express'
import { json } from '@tsgi/message'
import { listen } from '@tsgi/test-servers'
import express from 'express'
import { expect, it } from 'vitest'
import { readForm } from '../src/index.ts'

it('has the same limits inside an Express application (BD8)', async () => {
  const app = express()
  app.use(
    toExpress(async (request) => {
      const form = await readForm(request, { maxBytes: 200, maxFields: 2 })
      return json({ a: form.get('a'), file: form.file('b')?.filename ?? null })
    }),
  )
  const url = await listen(app)
  const post = async (body: FormData | URLSearchParams): Promise<unknown> => {
    const answer = await fetch(url, { method: 'POST', body })
    return answer.status === 200 ? answer.json() : answer.status
  }
  expect(await post(new URLSearchParams('a=1'))).toEqual({ a: '1', file: null })
  expect(await post(new URLSearchParams('a=1&b=2&c=3'))).toBe(413)
  expect(await post(new URLSearchParams({ a: 'x'.repeat(199) }))).toBe(413)
  const form = new FormData()
  form.append('b', new Blob(['x'.repeat(300)]), 'b.txt')
  expect(await post(form)).toBe(413)
})
