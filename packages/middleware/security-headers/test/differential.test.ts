import { fromExpressMiddleware } from '@tsgi/express'
import { html } from '@tsgi/message'
import type { Middleware } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import helmet from 'helmet'
import { describe, expect, it } from 'vitest'
import { securityHeaders } from '../src/index.ts'

async function fieldsBy(middleware: Middleware): Promise<Map<string, unknown>> {
  const { headers } = await client(middleware(() => html('<p>'))).get('/', { scheme: 'https' })
  const others = new Set(['content-length', 'content-type', 'date'])
  return new Map(Object.entries(headers).filter(([name]) => !others.has(name)))
}

/** Directives with their sources, whose order says nothing. */
function directives(policy: unknown): Record<string, string[]> {
  const parts = String(policy).split(';')
  return Object.fromEntries(
    parts.map((part) => {
      const [name = '', ...sources] = part.trim().split(' ')
      return [name, sources.toSorted()]
    }),
  )
}

describe('defaults beside those of helmet 8', async () => {
  const ours = await fieldsBy(securityHeaders())
  const theirs = await fieldsBy(fromExpressMiddleware(helmet()))

  it('have the same policy', () => {
    expect(directives(ours.get('content-security-policy'))).toEqual(
      directives(theirs.get('content-security-policy')),
    )
  })

  it('differ in these fields only', () => {
    const names = [...new Set([...ours.keys(), ...theirs.keys()])].filter(
      (name) => name !== 'content-security-policy',
    )
    const different = names.filter((name) => ours.get(name) !== theirs.get(name))
    expect(Object.fromEntries(different.map((name) => [name, [ours.get(name), theirs.get(name)]]))).toEqual({
      'referrer-policy': ['strict-origin-when-cross-origin', 'no-referrer'],
      'x-dns-prefetch-control': [undefined, 'off'],
      'x-download-options': [undefined, 'noopen'],
      'x-permitted-cross-domain-policies': [undefined, 'none'],
      'x-xss-protection': [undefined, '0'],
    })
  })
})
