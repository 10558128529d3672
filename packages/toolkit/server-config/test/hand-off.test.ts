import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from './ask.ts'
import { SENDING_FILES } from './combinations.ts'
import { startFront } from './front.ts'
import type { Front } from './front.ts'
import { isInstalled, MOD_XSENDFILE } from './programs.ts'

const HANDING_OFF = SENDING_FILES.filter(({ program }) => program !== 'apache' || isInstalled(MOD_XSENDFILE))

describe.each(HANDING_OFF)('$name', (combination) => {
  let front: Front
  beforeAll(async () => {
    front = await startFront(combination, (folder) => ({ handOff: { folder: `${folder}/reports` } }))
  })
  afterAll(() => front.close())

  it('sends files that the application names, with the fields of the application', async () => {
    const answer = await ask(front.port, '/hand-off')
    expect(answer).toMatchObject({ status: 200, content: 'a report\n' })
    expect(answer.headers).toMatchObject({
      'content-type': 'text/x-report',
      'cache-control': 'max-age=60',
      'x-content-type-options': 'nosniff',
    })
    expect(answer.headers['x-sendfile'] ?? answer.headers['x-accel-redirect']).toBeUndefined()
  })

  it('sends parts of them', async () => {
    const answer = await ask(front.port, '/hand-off', { headers: { range: 'bytes=2-7' } })
    expect(answer).toMatchObject({ status: 206, content: 'report' })
  })

  it('finds files by names as they must be written there', async () => {
    // mod_xsendfile 0.12 takes them literally, all others decode them.
    const name = combination.program === 'apache' ? 'a b.txt' : 'a%20b.txt'
    const answer = await ask(front.port, '/hand-off', { headers: { 'x-file': name } })
    expect(answer).toMatchObject({ status: 200, content: 'a report with a blank\n' })
  })

  it.each(['../secret.txt', '%2e%2e/secret.txt', '..%2fsecret.txt', '../../../../../../etc/passwd'])(
    'sends no other file that the application names: %s',
    async (name) => {
      const { content } = await ask(front.port, '/hand-off', { headers: { 'x-file': name } })
      expect(content).not.toMatch(/SECRET|root:/)
    },
  )

  it('does not give them to clients that ask for them', async () => {
    const { content } = await ask(front.port, '/protected/report.txt')
    expect(content).not.toContain('a report')
  })

  it('is answered by the rules', () => {
    expect(front.probe.violations).toEqual([])
  })
})
