import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import stack from './examples/stack.ts'
import { makeRequest, serve } from './server.ts'

test('the stack in README.md answers', async () => {
  expect((await serve(stack, makeRequest({ path: '/a' }))).content).toBe('you asked for /a\n')
  expect((await serve(stack, makeRequest({ path: '/health' }))).response.status).toBe(204)
})

test('README.md shows it as it is', () => {
  expect(read('../README.md')).toContain(`\`\`\`ts\n${read('./examples/stack.ts')}\`\`\``)
})

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}
