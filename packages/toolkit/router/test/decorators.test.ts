import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { client } from '@tsgi/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { get, router } from '../src/index.ts'
import type { Router } from '../src/index.ts'

const HERE = dirname(fileURLToPath(import.meta.url))
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
const OPTIONS = ['--target', 'es2022', '--module', 'nodenext', '--ignoreConfig', '--noResolve', '--noCheck']

describe('standard decorators, as the compiler lowers them', () => {
  // A folder beside the source, so that it finds what it imports.
  const folder = mkdtempSync(join(HERE, '.example-'))
  let app: Router
  let makeOwn: () => object

  beforeAll(async () => {
    const input = join(HERE, 'decorated/pages.ts')
    await promisify(execFile)(process.execPath, [TSC, input, ...OPTIONS, '--outDir', folder])
    const compiled = (await import(join(folder, 'pages.js'))) as { app: Router; makeOwn: () => object }
    app = compiled.app
    makeOwn = compiled.makeOwn
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each([
    ['/greet/Ada', 'hello Ada'],
    ['/inherited', 'overridden'],
    ['/contact-us', 'contact by GET'],
    ['/one', '{}'],
    ['/private', 'private, hello'],
    ['/static', 'static'],
    ['/own', 'own'],
    ['/about', 'about'],
    ['/plain', 'plain'],
    ['/contact', 'contact'],
    ['/shop/greet/Bob', 'hello Bob'],
    ['/shop/static', 'static'],
  ])('make a route of a method: %s', async (target, expected) => {
    expect((await client(app).get(target)).text).toBe(expected)
  })

  it('take methods and several patterns', async () => {
    const asked = client(app)
    expect((await asked.post('/contact-us')).text).toBe('contact by POST')
    expect((await asked.post('/items/7')).json()).toEqual({ id: 7 })
    expect((await asked.post('/two')).json()).toEqual({})
    expect((await asked.get('/two')).status).toBe(405)
  })

  it('know where they stand', () => {
    const { place, name } = app.routes.find(({ pattern }) => pattern === '/contact-us')!
    expect(place).toMatch(/pages\.(js|ts):\d+$/)
    expect(name).toBe('contact')
  })

  it('make conflicts of two objects of one class', () => {
    expect(makeOwn).toThrow(
      /^Routes in conflict: GET \/own \(.*:\d+\) answers the same requests as GET \/own/,
    )
  })
})

describe('what is no standard decorator of a method', () => {
  const handler = (): string => 'a'

  it('is told that it is of the old kind', () => {
    const old = get('/') as unknown as (target: object, name: string, descriptor: object) => void
    expect(() => old({}, 'method', { value: handler })).toThrow('compile without experimentalDecorators')
  })

  it('is told what decorators are for', () => {
    const context = { kind: 'getter', name: 'a' } as unknown as ClassMethodDecoratorContext<object>
    expect(() => get('/')(handler, context)).toThrow('Decorators of routes are for methods of classes')
  })

  it('is no route of an object without', () => {
    expect(() => router().add(new Map())).toThrow('this is neither')
  })
})
