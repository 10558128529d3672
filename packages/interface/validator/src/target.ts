import type { HttpRequest } from '@tsgi/spec'
import type { ValueCheck } from './check.ts'
import { isAuthority } from './grammar.ts'
import { show } from './show.ts'

const ABSOLUTE_FORM = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//

/** What must hold for the target of a request: `basePath`, `path` and `query`. */
export const targetChecks: ReadonlyArray<ValueCheck<HttpRequest>> = [
  {
    id: 'base-path',
    rule: 'PATH-1',
    side: 'server',
    level: 'must',
    description: "`basePath` is `''`, or starts with `/` and does not end with `/`",
    test({ basePath }) {
      if (basePath === '' || (basePath.startsWith('/') && !basePath.endsWith('/'))) return undefined
      return `request.basePath is ${show(basePath)}, expected '' or a path such as '/api' without trailing slash`
    },
  },
  {
    id: 'path-delimiters',
    rule: 'PATH-5',
    side: 'server',
    level: 'must',
    description: 'paths contain neither `?` nor `#`, and the query no `#`',
    test({ basePath, path, query }) {
      const wrong =
        [basePath, path].find((text) => /[?#]/.test(text)) ?? (query.includes('#') ? query : undefined)
      if (wrong === undefined) return undefined
      return `the target has ${show(wrong)}: what follows the first ? is the query, and a target with # is to be refused`
    },
  },
  {
    id: 'path-asterisk',
    rule: 'PATH-6',
    side: 'server',
    level: 'must',
    description: '`path` is `*` only for OPTIONS',
    test: ({ method, path }) =>
      path === '*' && method !== 'OPTIONS'
        ? `request.path is '*' for ${show(method)}, expected only for OPTIONS: answer such a request with 400`
        : undefined,
  },
  {
    id: 'path-absolute',
    rule: 'PATH-7',
    side: 'server',
    level: 'must',
    description: '`path` is not an absolute URI',
    test: ({ path }) =>
      ABSOLUTE_FORM.test(path)
        ? `request.path is ${show(path)}: put its authority into request.authority and only its path, or '/', here`
        : undefined,
  },
  {
    id: 'path-authority',
    rule: 'PATH-6',
    side: 'server',
    level: 'must',
    description: '`path` is an authority only for CONNECT',
    test: ({ method, path }) =>
      method !== 'CONNECT' && path.includes(':') && isAuthority(path)
        ? `request.path is the authority ${show(path)} for ${show(method)}, expected only for CONNECT: answer such a request with 400`
        : undefined,
  },
  {
    id: 'path',
    rule: 'PATH-2',
    side: 'server',
    level: 'must',
    description: "`path` is `''` or starts with `/`",
    test: ({ method, path }) =>
      path === '' || path === '*' || path.startsWith('/') || (method === 'CONNECT' && isAuthority(path))
        ? undefined
        : `request.path is ${show(path)}, expected '' or a leading '/': a mount moves whole segments`,
  },
  {
    id: 'path-empty',
    rule: 'PATH-4',
    side: 'server',
    level: 'must',
    description: '`basePath` and `path` are not both empty',
    test: ({ basePath, path }) =>
      basePath === '' && path === ''
        ? "request.basePath and request.path are both empty: the path of a target without one is '/'"
        : undefined,
  },
  {
    id: 'path-raw',
    rule: 'PATH-2',
    side: 'server',
    level: 'must',
    description: 'paths are as received: no space that was decoded',
    test({ basePath, path }) {
      if (!basePath.includes(' ') && !path.includes(' ')) return undefined
      return `the path ${show(basePath + path)} has a space, which no target can have: hand it on percent-encoded, as it was received`
    },
  },
  {
    id: 'query-raw',
    rule: 'PATH-8',
    side: 'server',
    level: 'must',
    description: '`query` is as received: no space that was decoded',
    test: ({ query }) =>
      query.includes(' ')
        ? `request.query is ${show(query)} with a space, which no target can have: hand it on percent-encoded, as it was received`
        : undefined,
  },
  {
    id: 'query-mark',
    rule: 'PATH-8',
    side: 'server',
    level: 'should',
    description: '`query` does not start with a `?`',
    test: ({ query }) =>
      query.startsWith('?')
        ? `request.query is ${show(query)}: the ? that separates it from the path does not belong to it`
        : undefined,
  },
]
