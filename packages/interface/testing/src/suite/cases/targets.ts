import assert from 'node:assert/strict'
import { json, text } from '@tsgi/message'
import type { HttpRequest } from '@tsgi/spec'
import type { ConformanceCase } from '../case.ts'
import { jsonOf } from '../check-answer.ts'
import type { Send } from '../send.ts'

/** Paths that anybody in between would like to tidy up, and nobody may. */
const rawPaths: ReadonlyArray<readonly [name: string, path: string]> = [
  ['escaped-slash', '/a%2Fb%2fc'],
  ['escaped-letter', '/%61%7E'],
  ['escaped-percent', '/100%25'],
  ['escaped-nul', '/a%00b'],
  ['escaped-octets', '/caf%E9/caf%C3%A9'],
  ['escaped-dots', '/a/%2e%2E/b'],
  ['escaped-backslash', '/a%5C..%5Cb'],
  ['double-slash', '/a//b///'],
  ['double-slash-in-front', '//a/b'],
  ['dot-segments', '/a/./b/../c/..'],
  ['too-many-dots', '/../../../x'],
  ['parameters', "/a;b=c,d:e@f!$&'()*+="],
  ['plus', '/a+b%2Bc'],
  ['unescaped', '/[]^`{|}'],
  ['backslash', '/a\\b'],
]

/** What follows the path, and the query that it makes. */
const queries: ReadonlyArray<readonly [name: string, target: string, query: string]> = [
  ['absent', '/', ''],
  ['empty', '/?', ''],
  ['pairs', '/?a=1&b=2', 'a=1&b=2'],
  ['raw', '/?a=%20+%2f%C3&%00', 'a=%20+%2f%C3&%00'],
  ['second-mark', '/?a?b?', 'a?b?'],
  ['path-like', '/?/a/../b//c', '/a/../b//c'],
  ['url', '/?to=http://other.test:80/?x', 'to=http://other.test:80/?x'],
]

const whole = ({ basePath, path, query }: HttpRequest): object => ({ basePath, path, query })

/** What an absolute target has to begin with, as the application of the case tells. */
async function schemeOf(send: Send): Promise<string> {
  return (jsonOf(await send({})) as { scheme: string }).scheme
}

/** Paths, queries, and the other forms of a target. */
export const targets: readonly ConformanceCase[] = [
  {
    id: 'path-mounted',
    rules: ['PATH-1', 'PATH-3'],
    application: (request) => json(whole(request)),
    request: { target: '/rest/of?query' },
    expect: { json: { basePath: '/path-mounted', path: '/rest/of', query: 'query' } },
  },
  {
    id: 'path-of-mount-itself',
    rules: ['PATH-1', 'PATH-4'],
    application: (request) => json(whole(request)),
    request: { target: '' },
    expect: { json: { basePath: '/path-of-mount-itself', path: '', query: '' } },
  },
  {
    id: 'path-root',
    rules: ['PATH-1', 'PATH-3', 'PATH-4'],
    atRoot: true,
    application: (request) => json(whole(request)),
    request: { target: '/' },
    expect: { json: { basePath: '', path: '/', query: '' } },
  },
  {
    id: 'path-root-query',
    rules: ['PATH-3', 'PATH-4', 'PATH-8'],
    atRoot: true,
    application: (request) => json(whole(request)),
    request: { target: '/?q' },
    expect: { json: { basePath: '', path: '/', query: 'q' } },
  },
  {
    id: 'path-like-authority',
    rules: ['PATH-2', 'REQ-7'],
    needs: ['raw-target'],
    atRoot: true,
    application: ({ authority, path }) => json({ authority, path }),
    request: { target: '//other.test/path' },
    expect: { json: { authority: 'conformance.test', path: '//other.test/path' } },
  },
  ...rawPaths.map(([name, path]): ConformanceCase => ({
    id: `path-raw-${name}`,
    rules: ['PATH-2', 'PATH-3', 'PATH-5'],
    needs: ['raw-target'],
    atRoot: true,
    application: (request) => json(request.basePath + request.path),
    request: { target: `${path}?q` },
    expect: { json: path },
  })),
  ...queries.map(([name, target, query]): ConformanceCase => ({
    id: `query-${name}`,
    rules: ['PATH-8', 'PATH-5'],
    application: (request) => json({ path: request.path, query: request.query }),
    request: { target },
    expect: { json: { path: '/', query } },
  })),
  {
    id: 'target-fragment',
    rules: ['PATH-5'],
    needs: ['malformed-requests'],
    application: () => text('should not have been called'),
    request: { target: '/a#b' },
    expect: { status: 400 },
  },
  {
    id: 'target-asterisk',
    rules: ['PATH-6'],
    needs: ['target-forms'],
    atRoot: true,
    application: ({ method, ...request }) => json({ method, ...whole(request as HttpRequest) }),
    request: { method: 'OPTIONS', target: '*' },
    expect: { json: { method: 'OPTIONS', basePath: '', path: '*', query: '' } },
  },
  {
    id: 'target-asterisk-of-get',
    rules: ['PATH-6'],
    needs: ['malformed-requests'],
    atRoot: true,
    application: () => text('should not have been called'),
    request: { method: 'GET', target: '*' },
    expect: { status: 400 },
  },
  {
    id: 'target-authority',
    rules: ['PATH-6'],
    needs: ['target-forms'],
    atRoot: true,
    application: ({ authority, path, query }) => json({ authority, path, query }, { status: 405 }),
    request: { method: 'CONNECT', target: 'other.test:443', host: 'other.test:443' },
    expect: (answer) => {
      // A server may leave tunnels to others, and refuse.
      if (answer.status !== 405) return assert.ok([400, 501].includes(answer.status ?? 0), `${answer.status}`)
      assert.deepEqual(jsonOf(answer), { authority: 'other.test:443', path: 'other.test:443', query: '' })
    },
  },
  {
    id: 'target-absolute',
    rules: ['PATH-7', 'REQ-7'],
    needs: ['target-forms'],
    atRoot: true,
    application: ({ scheme, authority, headers, path, query }) =>
      json({ scheme, authority, host: headers['host'], path, query }),
    script: async (send) => {
      const scheme = await schemeOf(send)
      const answer = await send({ target: `${scheme}://target.test:81/a%2Fb?q`, host: 'other.test' })
      const authority = 'target.test:81'
      assert.deepEqual(jsonOf(answer), { scheme, authority, host: authority, path: '/a%2Fb', query: 'q' })
    },
  },
  {
    id: 'target-absolute-without-path',
    rules: ['PATH-7', 'PATH-4'],
    needs: ['target-forms'],
    atRoot: true,
    application: (request) => json({ scheme: request.scheme, ...whole(request) }),
    script: async (send) => {
      const scheme = await schemeOf(send)
      const answer = await send({ target: `${scheme}://conformance.test?q` })
      assert.deepEqual(jsonOf(answer), { scheme, basePath: '', path: '/', query: 'q' })
    },
  },
  {
    id: 'target-absolute-other-scheme',
    rules: ['PATH-7'],
    needs: ['target-forms'],
    atRoot: true,
    application: () => text('should not have been called'),
    request: { target: 'gopher://conformance.test/' },
    expect: { status: 400 },
  },
]
