import { readBytes, text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { client } from './client.ts'

const echo: Application = async (request) =>
  text(Buffer.from(await readBytes(request)).toString(), {
    headers: {
      'x-type': request.headers['content-type'] ?? 'none',
      'x-length': request.headers['content-length'] ?? 'none',
    },
  })

describe('a form', () => {
  it('is encoded as browsers do', async () => {
    const answer = await client(echo).post('/', { form: { name: 'Ada L.', tag: ['ä', 'b&c'], empty: '' } })
    expect(answer.headers['x-type']).toBe('application/x-www-form-urlencoded')
    expect(answer.text).toBe('name=Ada+L.&tag=%C3%A4&tag=b%26c&empty=')
  })

  it('may say another type', async () => {
    const answer = await client(echo).post('/', {
      form: { a: 'b' },
      headers: { 'Content-Type': 'text/plain' },
    })
    expect(answer.headers['x-type']).toBe('text/plain')
  })
})

describe('a form with files', () => {
  it('is what others read from it', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_each, index) => index)
    const files = [
      { filename: 'a "1".txt', content: 'ä', type: 'text/plain' },
      { filename: 'b\r\n.bin', content: bytes },
    ]
    const app: Application = async (request) => {
      const received = new Response(await readBytes(request), {
        headers: { 'content-type': request.headers['content-type']! },
      })
      const form = await received.formData()
      expect(form.get('title')).toBe('Two\r\nlines')
      expect(form.getAll('tag')).toEqual(['x', 'y'])
      const [first, second] = form.getAll('file "s"') as File[]
      expect([first!.type, await first!.text()]).toEqual(['text/plain', 'ä'])
      expect([second!.type, new Uint8Array(await second!.arrayBuffer())]).toEqual([
        'application/octet-stream',
        bytes,
      ])
      return text(first!.name)
    }
    const multipart = { title: 'Two\r\nlines', tag: ['x', 'y'], 'file "s"': files }
    const asked = client(app)
    const answer = await asked.post('/', { multipart })
    expect(asked.errors).toEqual([])
    expect(answer.text).toMatch(/^a ("|%22)1("|%22)\.txt$/)
  })

  it('has a length, and names that cannot end their line', async () => {
    const answer = await client(echo).post('/', { multipart: { 'a"\r\nb': 'c' } })
    expect(answer.text).toContain('name="a%22%0D%0Ab"')
    expect(answer.headers['x-length']).toBe(String(answer.text.length))
  })
})
