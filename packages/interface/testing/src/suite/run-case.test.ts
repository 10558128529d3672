import { AssertionError } from 'node:assert/strict'
import { text } from '@tsgi/message'
import { describe, expect, it } from 'vitest'
import type { ConformanceCase, Expected } from './case.ts'
import { SECRET } from './check-answer.ts'
import { reasonToSkip, runCase } from './run-case.ts'
import type { SuiteAnswer, SuiteRequest } from './send.ts'

const good: SuiteAnswer = {
  status: 200,
  headers: [['x-field', 'value']],
  body: new TextEncoder().encode('content'),
  trailers: [],
  informational: [],
  complete: true,
}

function caseOf(expected: Expected, more: object = {}): ConformanceCase {
  return { id: 'some-case', rules: ['CALL-1'], application: () => text(''), expect: expected, ...more }
}

/** Runs a case that gets this answer, and gives the requests that it sent. */
async function run(entry: ConformanceCase, answer: SuiteAnswer): Promise<SuiteRequest[]> {
  const requests: SuiteRequest[] = []
  await runCase(entry, async (request) => {
    requests.push(request)
    return answer
  })
  return requests
}

describe('running a case', () => {
  it('leads the request below the case and names the run', async () => {
    const [request] = await run(caseOf({}, { request: { target: '/path?q', headers: [['A', 'b']] } }), good)
    expect(request?.target).toBe('/some-case/path?q')
    expect(request?.headers?.map(([name]) => name)).toEqual(['conformance-run', 'A'])
  })

  it('names the case in a field when it is about the root', async () => {
    const [request] = await run(caseOf({}, { request: { target: '*' }, atRoot: true }), good)
    expect(request?.target).toBe('*')
    expect(request?.headers).toContainEqual(['conformance-case', 'some-case'])
  })

  it.each<[string, Expected]>([
    ['status', { status: 200 }],
    ['field', { headers: { 'x-field': 'value', 'x-other': null } }],
    ['text', { text: 'content' }],
    ['bytes', { bytes: good.body }],
  ])('accepts the %s that was expected', async (_name, expected) => {
    await expect(run(caseOf(expected), good)).resolves.toHaveLength(1)
  })

  it.each<[string, Expected, Partial<SuiteAnswer>]>([
    ['another status', {}, { status: 204 }],
    ['no answer', {}, { status: null }],
    ['another value', { headers: { 'x-field': 'other' } }, {}],
    ['a missing field', { headers: { 'x-other': 'value' } }, {}],
    ['a field too many', { headers: { 'x-field': null } }, {}],
    [
      'a field line too many',
      { headers: { a: 'b' } },
      {
        headers: [
          ['a', 'b'],
          ['a', 'b'],
        ],
      },
    ],
    ['another text', { text: 'contents' }, {}],
    ['one byte less', { bytes: good.body.subarray(1) }, {}],
    ['another JSON', { json: 1 }, { body: new TextEncoder().encode('2') }],
    ['a cut', {}, { complete: false }],
    ['a clean end instead of a cut', { complete: false }, {}],
    ['an informational answer', {}, { informational: [{ status: 103, headers: [] }] }],
    ['a trailer', {}, { trailers: [['a', 'b']] }],
    ['a secret', { status: 500 }, { status: 500, body: new TextEncoder().encode(SECRET) }],
    ['a stack', { status: 500 }, { status: 500, body: new TextEncoder().encode('at f (app.js:1:2)') }],
  ])('refuses %s', async (_name, expected, difference) => {
    await expect(run(caseOf(expected), { ...good, ...difference })).rejects.toThrow(AssertionError)
  })

  it('fails when an event that must not happen has happened', async () => {
    const events = { ...good, body: new TextEncoder().encode('["pulled"]') }
    await expect(run(caseOf({ unrecorded: ['pulled'] }), events)).rejects.toThrow('should not have happened')
    await expect(run(caseOf({ unrecorded: ['closed'] }), events)).resolves.toHaveLength(2)
  })
})

describe('the reason to skip a case', () => {
  const entry = caseOf({}, { needs: ['trailers', 'upgrade'] })

  it('is that a feature is lacking', () => {
    const limitations = { lacks: { upgrade: 'has none' }, exceptions: {} }
    expect(reasonToSkip(entry, limitations)).toBe('no upgrade: has none')
  })

  it('is an exception made for it', () => {
    expect(reasonToSkip(entry, { lacks: {}, exceptions: { 'some-case': 'differs' } })).toBe('differs')
  })

  it('is not there otherwise', () => {
    const limitations = { lacks: { streaming: 'buffers' }, exceptions: { 'other-case': 'differs' } }
    expect(reasonToSkip(entry, limitations)).toBeUndefined()
  })
})
