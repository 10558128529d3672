import { segments } from '@tsgi/message'
import type { Constraints, Params } from './params.ts'
import { parameterNames } from './pattern.ts'
import type { Token } from './pattern.ts'

/** What a URL has besides its path. */
export interface UrlOptions {
  /** In front of the path: `request.basePath` where the router is mounted. Default `''`. */
  basePath?: string
  /** Query by name; arrays give a name several times, `undefined` is left out. Default none. */
  query?: Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>>
}

/** A value of a query. */
export type QueryValue = string | number | boolean

/** What `urlFor` takes for a pattern besides its name: parameters, unless it has none. */
export type UrlArguments<Pattern extends string, C extends Constraints> = string extends Pattern
  ? [params?: Readonly<Record<string, unknown>>, options?: UrlOptions]
  : keyof Params<Pattern, C> extends never
    ? [params?: Readonly<Record<string, never>>, options?: UrlOptions]
    : [params: UrlParams<Params<Pattern, C>>, options?: UrlOptions]

/** Numbers are as good as text where any text is. */
type UrlParams<P> = { readonly [Name in keyof P]: string extends P[Name] ? string | number : P[Name] }

/**
 * The path of a pattern with these parameters, encoded, that the router reads as the same parameters.
 * @throws TypeError for parameters that are missing, that the pattern does not have, and that no path can hold
 */
export function buildUrl(
  pattern: string,
  tokens: readonly Token[],
  params: Readonly<Record<string, unknown>>,
  { basePath = '', query = {} }: UrlOptions,
): string {
  const names = parameterNames(tokens)
  const unknown = Object.keys(params).find((name) => !names.includes(name))
  if (unknown !== undefined) throw new TypeError(`'${pattern}' has no parameter '${unknown}'`)
  const path = tokens.map((token) => `/${segmentFor(pattern, token, params)}`).join('')
  return basePath + path + queryFor(query)
}

function segmentFor(pattern: string, token: Token, params: Readonly<Record<string, unknown>>): string {
  if (token.kind === 'literal') return encodeURIComponent(token.text)
  const value = token.name !== null && Object.hasOwn(params, token.name) ? params[token.name] : undefined
  if (value === undefined) throw new TypeError(`'${pattern}' needs the parameter '${token.name ?? '*'}'`)
  const text = `${value as string | number}`
  const encoded =
    token.kind === 'rest' ? text.split('/').map(encodeURIComponent).join('/') : encodeURIComponent(text)
  const isReadable =
    segments(`/${encoded}`) !== undefined && (token.kind === 'rest' || isAccepted(token, text))
  if (!isReadable) throw new TypeError(`'${pattern}' cannot have ${JSON.stringify(text)} as '${token.name}'`)
  return encoded
}

function isAccepted({ constraint }: Token & { kind: 'parameter' }, text: string): boolean {
  return constraint === null ? text !== '' : constraint.accept(text) !== undefined
}

function queryFor(query: NonNullable<UrlOptions['query']>): string {
  const pairs = new URLSearchParams()
  for (const [name, given] of Object.entries(query)) {
    for (const value of Array.isArray(given) ? given : [given]) {
      if (value !== undefined) pairs.append(name, String(value))
    }
  }
  return pairs.size === 0 ? '' : `?${pairs.toString()}`
}
