import { text } from '@tsgi/message'
import { serve } from '@tsgi/server'
import { validator } from '@tsgi/validator'
import { CookieJar } from 'tough-cookie'
import { expect, it, onTestFinished } from 'vitest'
import { cookie, withCookie } from '../src/index.ts'

it('counts visits over a server, with a jar as browsers have it', async () => {
  const faults: unknown[] = []
  const visits = cookie('visits', { secrets: ['a secret of more than 16 bytes'], maxAgeSeconds: 60 })
  const app = validator({ onViolation: (error) => void faults.push(error) })((request) => {
    const count = Number(visits.get(request) ?? 0) + 1
    return withCookie(visits.set(text(`visit ${count}`), String(count)), 'seen', 'yes', { path: '/' })
  })
  const server = await serve(app, { port: 0, onError: (error) => faults.push(error) })
  onTestFinished(() => server.close({ graceMs: 0 }))

  const jar = new CookieJar()
  const answers: string[] = []
  for (let visit = 0; visit < 3; visit++) {
    const answer = await fetch(server.url, { headers: { cookie: await jar.getCookieString(server.url) } })
    expect(answer.headers.getSetCookie()).toHaveLength(2)
    for (const line of answer.headers.getSetCookie()) await jar.setCookie(line, server.url)
    answers.push(await answer.text())
  }
  expect(answers).toEqual(['visit 1', 'visit 2', 'visit 3'])
  expect(faults).toEqual([])
})
