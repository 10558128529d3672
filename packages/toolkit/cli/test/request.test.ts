import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { launch, run } from './command.ts'

const echo = `
  export default async (request) => {
    let content = ''
    for await (const chunk of request.body ?? []) content += Buffer.from(chunk).toString()
    const { method, path, query, headers } = request
    return {
      status: path === '/missing' ? 404 : 200,
      headers: { 'content-type': 'application/json', 'x-\\u0061': 'b' },
      body: JSON.stringify({ method, path, query, type: headers['content-type'], name: headers['x-name'], content }),
    }
  }`
const files = { 'app.mjs': echo, 'form.txt': 'a=1' }

it.each([
  [['/books?page=2'], { method: 'GET', path: '/books', query: 'page=2', content: '' }],
  [['/', '-d', 'a=1'], { method: 'POST', type: 'application/x-www-form-urlencoded', content: 'a=1' }],
  [['/', '-d', '@form.txt'], { method: 'POST', content: 'a=1' }],
  [['/', '--json', '{"a":1}'], { method: 'POST', type: 'application/json', content: '{"a":1}' }],
  [['/', '-X', 'PUT', '-d', 'x', '-H', 'Content-Type: text/plain'], { method: 'PUT', type: 'text/plain' }],
  [['/', '-H', 'x-name: one', '-H', 'x-name: two'], { name: 'one, two' }],
])('%j asks the application', async (args, expected) => {
  const { code, stdout } = await run(['request', ...args], { files })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject(expected)
})

it('shows the head with -i, and only that with -I', async () => {
  const both = await run(['request', '/', '-i'], { files })
  expect(both.stdout).toMatch(/^HTTP\/1\.1 200 OK\ncontent-type: application\/json\nx-a: b\n[^{]*\n\n\{/)
  const head = await run(['request', '/', '-I'], { files })
  expect(head.stdout).toMatch(/^HTTP\/1\.1 200 OK\n/)
  expect(head.stdout).not.toContain('{')
})

it('ends with 22 for a status of 400 or above, and prints the answer', async () => {
  const { code, stdout } = await run(['request', '/missing'], { files })
  expect(code).toBe(22)
  expect(JSON.parse(stdout)).toMatchObject({ path: '/missing' })
})

it('writes the content to a file, and leaves nothing else behind', async () => {
  const { ended, directory } = launch(['request', '/', '-o', 'answer.json'], { files, env: { TMPDIR: '.' } })
  expect(await ended).toMatchObject({ code: 0, stdout: '' })
  expect(JSON.parse(readFileSync(join(directory, 'answer.json'), 'utf8'))).toMatchObject({ method: 'GET' })
  expect(readdirSync(directory).toSorted()).toEqual(['answer.json', 'app.mjs', 'form.txt'])
})

it('tells of an answer that breaks off', async () => {
  const code = `export default () => ({
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: (async function* () { yield 'begun'; throw new Error('boom') })(),
  })`
  const ended = await run(['request', '/'], { files: { 'app.mjs': code } })
  expect(ended).toMatchObject({ code: 1, stdout: 'begun' })
  expect(ended.stderr).toContain('tsgi: the answer broke off')
  expect(ended.stderr).toContain('boom')
})

it('starts and stops a service', async () => {
  const code = `export default {
    app: () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'hello' }),
    start() { console.error('started') },
    stop() { console.error('stopped') },
  }`
  const { stdout, stderr } = await run(['request', '/'], { files: { 'app.mjs': code } })
  expect([stdout, stderr]).toEqual(['hello', 'started\nstopped\n'])
})
