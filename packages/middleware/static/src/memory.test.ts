import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { client } from '@tsgi/testing'
import { validator } from '@tsgi/validator'
import { describe, expect, it } from 'vitest'
import { folder, letTimePass, noise, stopTime, write } from '../test/folder.ts'
import { serveStatic } from './static.ts'

describe('what is kept in memory', () => {
  it('is answered synchronously, with the very same answer', async () => {
    const application = serveStatic(folder({ a: 'a' }))
    letTimePass()
    const answers: unknown[] = []
    const { get } = client((request) => {
      const answer = application(request)
      answers.push(answer)
      return answer
    })
    for (let times = 0; times < 3; times++) expect((await get('/a')).text).toBe('a')
    expect(answers.map((answer) => answer instanceof Promise)).toEqual([true, false, false])
    expect(answers[1]).toBe(answers[2])
  })

  it('is looked at again after the interval', async () => {
    const root = folder({ a: 'one' })
    const { get } = client(serveStatic(root))
    letTimePass()
    expect((await get('/a')).text).toBe('one')
    write(root, { a: 'two' })
    expect((await get('/a')).text).toBe('one')
    letTimePass()
    expect((await get('/a')).text).toBe('two')
    rmSync(join(root, 'a'))
    expect((await get('/a')).text).toBe('two')
    letTimePass()
    expect((await get('/a')).status).toBe(404)
    write(root, { a: 'three' })
    letTimePass()
    expect((await get('/a')).text).toBe('three')
  })

  it('is looked at each time with an interval of 0, and never with none', async () => {
    const root = folder({ a: 'one' })
    const [always, never] = [0, Infinity].map((checkIntervalMs) =>
      client(serveStatic(root, { memory: { checkIntervalMs } })),
    )
    letTimePass()
    expect([(await always!.get('/a')).text, (await never!.get('/a')).text]).toEqual(['one', 'one'])
    write(root, { a: 'two' })
    expect([(await always!.get('/a')).text, (await never!.get('/a')).text]).toEqual(['two', 'one'])
    expect((await always!.get('/b')).status).toBe(404)
    write(root, { b: 'b' })
    expect((await always!.get('/b')).status).toBe(200)
  })

  it('is not what was written a moment ago, whose time may come again', async () => {
    const root = folder({ a: 'one' })
    stopTime()
    const { get } = client(serveStatic(root))
    const young = await get('/a')
    expect(young.headers['etag']).toMatch(/^W\//)
    write(root, { a: 'two' })
    expect((await get('/a')).text).toBe('two')
  })

  it('remembers for a while that there is nothing', async () => {
    const root = folder({ 'dir/a': 'a' })
    const { get } = client(serveStatic(root))
    letTimePass()
    for (const path of ['/b', '/new/b', '/dir/b']) expect((await get(path)).status).toBe(404)
    write(root, { b: 'b', 'new/c': 'c', 'dir/b': 'b' })
    expect([(await get('/b')).status, (await get('/new/c')).status, (await get('/dir/b')).status]).toEqual([
      404, 404, 200,
    ])
    letTimePass()
    expect([(await get('/b')).text, (await get('/new/c')).text]).toEqual(['b', 'c'])
  })

  it('holds large files once they are asked for again, and under the validator', async () => {
    const bytes = noise(3_000_000)
    const root = folder({ 'a.bin': bytes })
    const kinds: string[] = []
    const application = validator()(serveStatic(root))
    letTimePass()
    const { get, errors } = client(async (request) => {
      const response = await application(request)
      kinds.push((response.body as { file?: object } | null)?.file === undefined ? 'memory' : 'file')
      return response
    })
    for (let times = 0; times < 3; times++) expect(Buffer.compare((await get('/a.bin')).body, bytes)).toBe(0)
    expect([kinds, errors]).toEqual([['file', 'memory', 'memory'], []])
  })

  it('holds no file above its limit', async () => {
    const application = serveStatic(folder({ a: 'abc' }), { memory: { maxFileBytes: 2 } })
    letTimePass()
    const { get } = client(async (request) => {
      const response = await application(request)
      expect(response.body).toHaveProperty('file')
      return response
    })
    for (let times = 0; times < 3; times++) expect((await get('/a')).text).toBe('abc')
  })

  it('serves many at once, whatever is asked for first', async () => {
    const root = folder({ a: 'a', b: noise(600_000) })
    const { get } = client(serveStatic(root))
    letTimePass()
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => get(index % 2 === 0 ? '/a' : '/b')),
    )
    expect(
      answers.every(
        ({ status, body }, index) => status === 200 && body.length === (index % 2 === 0 ? 1 : 600_000),
      ),
    ).toBe(true)
  })
})

describe('ST12 entity-tags', () => {
  it('change when a content of the same length gets its old time back', async () => {
    const root = folder({ a: 'one' })
    const { get } = client(serveStatic(root, { memory: { checkIntervalMs: 0 } }))
    const path = join(root, 'a')
    const { atime, mtime } = statSync(path)
    letTimePass()
    const before = await get('/a')
    writeFileSync(path, 'two')
    utimesSync(path, atime, mtime)
    const after = await get('/a')
    expect([before.text, after.text]).toEqual(['one', 'two'])
    expect(after.headers['etag']).not.toBe(before.headers['etag'])
    expect(after.headers['last-modified']).toBe(before.headers['last-modified'])
  })

  it('change when another file takes the place', async () => {
    const root = folder({ a: 'one', b: 'two' })
    const { get } = client(serveStatic(root, { memory: { checkIntervalMs: 0 } }))
    letTimePass()
    const before = await get('/a')
    renameSync(join(root, 'b'), join(root, 'a'))
    const after = await get('/a')
    expect([after.text, after.headers['etag'] === before.headers['etag']]).toEqual(['two', false])
  })

  it('tell no number of the file system', async () => {
    const root = folder({ a: 'one' })
    const { get } = client(serveStatic(root))
    letTimePass()
    const { ino, mtimeMs } = statSync(join(root, 'a'))
    const etag = String((await get('/a')).headers['etag'])
    for (const number of [ino, Math.floor(mtimeMs)]) {
      expect(etag).not.toContain(number.toString(10))
      expect(etag).not.toContain(number.toString(16))
    }
  })

  it('are weak or absent by option', async () => {
    const root = folder({ a: 'one' })
    letTimePass()
    expect((await client(serveStatic(root, { etag: 'weak' })).get('/a')).headers['etag']).toMatch(/^W\/"/)
    expect((await client(serveStatic(root, { etag: false })).get('/a')).headers['etag']).toBeUndefined()
    expect((await client(serveStatic(root, { etag: () => 'bare' })).get('/a')).status).toBe(500)
  })
})

it('ST12 tells no modification date of the future, nor takes one for old', async () => {
  const root = folder({ a: 'a' })
  const tomorrow = new Date(Date.now() + 86_400_000)
  utimesSync(join(root, 'a'), tomorrow, tomorrow)
  const { get } = client(serveStatic(root))
  letTimePass()
  const modified = String((await get('/a')).headers['last-modified'])
  expect(Date.parse(modified)).toBeLessThanOrEqual(Date.now())
  expect((await get('/a', { headers: { 'if-modified-since': modified } })).status).toBe(200)
  expect(readFileSync(join(root, 'a'), 'utf8')).toBe('a')
})
