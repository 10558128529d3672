import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, askApplication } from './ask.ts'
import { SENDING_FILES } from './combinations.ts'
import { startFront } from './front.ts'
import type { Front, Options } from './front.ts'

const MOUNTED: Options = (folder) => ({
  static: [{ path: '/assets/', folder: `${folder}/the public` }],
})
const AT_ROOT: Options = (folder) => ({ static: [{ folder: `${folder}/the public` }] })

/** Those that look for a file first. */
const LOOKING = SENDING_FILES.filter(({ program }) => program !== 'lighttpd')

/** Ways out of a folder, and to what is hidden in it. */
const HOSTILE = [
  '/assets/../secret.txt',
  '/assets/..%2fsecret.txt',
  '/assets/%2e%2e/secret.txt',
  '/assets/%2e%2e%2fsecret.txt',
  '/assets/..%5csecret.txt',
  '/assets//../../secret.txt',
  '/assets/docs/../../secret.txt',
  '/assets/docs/..%2f..%2fsecret.txt',
  '/assets/%252e%252e/secret.txt',
  '/assets../secret.txt',
  '/assets..%2fsecret.txt',
  '/assets-secret.txt',
  '/assets/.env',
  '/assets/%2eenv',
  '/assets//.env',
  '/assets/.git/config',
  '/assets/%2egit%2fconfig',
  '/assets/.well-known/.hidden',
  '/assets/.well-known/../.env',
  '/assets/./.env',
]

describe.each(SENDING_FILES)('$name, folder at /assets/', (combination) => {
  let front: Front
  beforeAll(async () => {
    front = await startFront(combination, MOUNTED)
  })
  afterAll(() => front.close())

  it('sends files itself', async () => {
    const answer = await ask(front.port, '/assets/hello.txt')
    expect(answer).toMatchObject({ status: 200, content: 'hello file\n' })
    expect(answer.headers['content-type']).toMatch(/^text\/plain/)
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
    expect(answer.headers.etag ?? answer.headers['last-modified']).toBeDefined()
  })

  it('decodes names of files', async () => {
    expect(await ask(front.port, '/assets/a%20b.txt')).toMatchObject({ status: 200, content: 'blank\n' })
  })

  it('sends the index of a folder and what is in .well-known', async () => {
    expect(await ask(front.port, '/assets/docs/')).toMatchObject({ status: 200, content: '<p>index</p>\n' })
    expect((await ask(front.port, '/assets/.well-known/security.txt')).content).toBe('contact\n')
  })

  it('sends parts of files', async () => {
    const answer = await ask(front.port, '/assets/hello.txt', { headers: { range: 'bytes=0-4' } })
    expect(answer).toMatchObject({ status: 206, content: 'hello' })
  })

  it('follows symbolic links between files of one owner, lighttpd apart', async () => {
    const { content } = await ask(front.port, '/assets/link.txt')
    expect(content === 'a report\n').toBe(combination.program !== 'lighttpd')
  })

  it('has nothing where there is no file, and does not ask the application', async () => {
    const answer = await ask(front.port, '/assets/nothing.txt')
    expect(answer.status).toBe(404)
    expect(answer.content).not.toContain('"target"')
  })

  it.each(HOSTILE)('gives away nothing at %s', async (target) => {
    const { content } = await ask(front.port, target)
    expect(content).not.toContain('SECRET')
  })

  it('leaves all else to the application', async () => {
    expect(await askApplication(front.port, '/assetsx')).toMatchObject({ target: '/assetsx' })
  })

  it('is answered by the rules', () => {
    expect(front.probe.violations).toEqual([])
  })
})

describe.each(LOOKING)('$name, folder at /', (combination) => {
  let front: Front
  beforeAll(async () => {
    front = await startFront(combination, AT_ROOT)
  })
  afterAll(() => front.close())

  it('sends files that are there', async () => {
    const answer = await ask(front.port, '/hello.txt')
    expect(answer).toMatchObject({ status: 200, content: 'hello file\n' })
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
  })

  it('decodes names of files, and finds indexes', async () => {
    expect(await ask(front.port, '/a%20b.txt')).toMatchObject({ status: 200, content: 'blank\n' })
    expect(await ask(front.port, '/docs/')).toMatchObject({ status: 200, content: '<p>index</p>\n' })
    expect((await ask(front.port, '/.well-known/security.txt')).content).toBe('contact\n')
  })

  it.each(['/', '/nothing.txt', '/docs', '/a%2Fb', '/hello.txt/'])(
    'asks the application for %s',
    async (target) => {
      expect(await askApplication(front.port, target)).toMatchObject({ target })
    },
  )

  it('asks the application for what is posted', async () => {
    const told = await askApplication(front.port, '/form', { method: 'POST', content: 'a=1' })
    expect(told).toMatchObject({ target: '/form', content: 'a=1' })
  })

  it.each(HOSTILE.map((target) => target.slice('/assets'.length)).filter((target) => target.startsWith('/')))(
    'gives away nothing at %s',
    async (target) => {
      const { content } = await ask(front.port, target)
      expect(content).not.toContain('SECRET')
    },
  )

  it('is answered by the rules', () => {
    expect(front.probe.violations).toEqual([])
  })
})
