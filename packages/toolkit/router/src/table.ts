/*
 * The table of routes: a tree with a level for each segment. What is more specific goes first, segment by segment:
 *
 *   literal  >  constrained parameters, in the order of their definition  >  parameter  >  rest  >  mounted  >  guarded prefix
 *
 * and the search turns back where the rest of the path or the method does not fit. A node is looked at once at most for a path,
 * so that a search costs no more than the table is large, whatever the path (RT1). The texts of the client meet only maps (RT7).
 */
import type { Awaitable, HttpRequest, HttpResponse } from '@tsgi/spec'
import type { NamedConstraint, Token } from './pattern.ts'
import type { Scope } from './scope.ts'

/** Answers a request, with the parameters of the path by name. */
export type Responder = (
  request: HttpRequest,
  params: Readonly<Record<string, unknown>>,
) => Awaitable<HttpResponse>

/** What a search finds: who answers. */
export interface Target {
  /** A route or a mounted application; or the end of what a guarded prefix covers: nobody there answers. */
  readonly kind: 'route' | 'mounted' | 'nobody'
  readonly respond: Responder
  /** Names of the parameters, in the order of their segments. */
  readonly names: readonly string[]
  /** Pattern with the prefixes of its groups. */
  readonly pattern: string
  /** Name for `urlFor`. */
  readonly name: string | null
  /** Where it was defined. */
  readonly place: string
  /** Whose middleware it is behind. */
  readonly scope: Scope
}

/** The end of a pattern: who answers, by method. */
export type Leaf = Map<string, Target>

/** A segment of patterns, after those before it. */
class Node {
  readonly literals: Map<string, Node> = new Map()
  readonly constrained: Constrained[] = []
  parameter: Node | undefined
  leaf: Leaf | undefined
  rest: Leaf | undefined
  mounted: Target | undefined
  guarded: Target | undefined
}

interface Constrained {
  readonly constraint: NamedConstraint
  readonly node: Node
}

/** All routes of a router. */
export class Table {
  readonly root: Node = new Node()

  /**
   * Adds a route.
   * @throws TypeError when another one answers this method at a pattern of the same form
   */
  add(tokens: readonly Token[], method: string, target: Target): void {
    const last = tokens.at(-1)
    const node = this.#node(last?.kind === 'rest' ? tokens.slice(0, -1) : tokens)
    const leaf = last?.kind === 'rest' ? (node.rest ??= new Map()) : (node.leaf ??= new Map())
    const other = leaf.get(method)
    if (other !== undefined) throw conflict(method, target, other)
    leaf.set(method, target)
  }

  /**
   * Puts an application below a prefix.
   * @throws TypeError when another one is there
   */
  mount(tokens: readonly Token[], target: Target): void {
    const node = this.#node(tokens)
    if (node.mounted !== undefined) throw conflict('mount', target, node.mounted)
    node.mounted = target
  }

  /** Says who is behind a prefix where nothing else answers; of several the first. */
  guard(tokens: readonly Token[], target: Target): void {
    this.#node(tokens).guarded ??= target
  }

  #node(tokens: readonly Token[]): Node {
    let node = this.root
    for (const token of tokens) node = child(node, token)
    return node
  }
}

function child(node: Node, token: Token): Node {
  if (token.kind === 'literal') {
    const known = node.literals.get(token.text) ?? new Node()
    node.literals.set(token.text, known)
    return known
  }
  const constraint = token.kind === 'parameter' ? token.constraint : null
  if (constraint === null) return (node.parameter ??= new Node())
  const known = node.constrained.find((each) => each.constraint.text === constraint.text)
  if (known !== undefined) return known.node
  const added = { constraint, node: new Node() }
  node.constrained.push(added)
  return added.node
}

function conflict(method: string, target: Target, other: Target): TypeError {
  return new TypeError(
    `Routes in conflict: ${method} ${target.pattern} (${target.place}) answers the same requests as ` +
      `${method} ${other.pattern} (${other.place})`,
  )
}

/** A search for who answers one request. */
export interface Search {
  /** Method of the request. */
  readonly method: string
  /** Its path with decoded segments, which hold no slash themselves; each slash begins a segment. */
  readonly path: string
  /** Values of the parameters of what was found, in the order of their segments. */
  readonly values: unknown[]
  /** What fits but for the method, the most specific first. */
  others: readonly OtherMethods[]
}

/** The end of a pattern that fits, with none of its methods. */
export interface OtherMethods {
  readonly leaf: Leaf
  /** Values of its parameters. */
  readonly values: readonly unknown[]
}

const NONE: readonly OtherMethods[] = []

/** A search that has yet to begin. */
export function searchFor(method: string, path: string): Search {
  return { method, path, values: [], others: NONE }
}

/** Who answers what is below a node, from a slash of the path on; `undefined`: nobody. */
export function find(search: Search, node: Node, start: number): Target | undefined {
  const found = start === search.path.length ? atLeaf(search, node.leaf) : below(search, node, start)
  return found ?? node.mounted ?? node.guarded
}

function below(search: Search, node: Node, start: number): Target | undefined {
  const { path } = search
  const slash = path.indexOf('/', start + 1)
  const end = slash === -1 ? path.length : slash
  const segment = path.slice(start + 1, end)
  // Hashing a segment costs more than all else here, and below a parameter there is often nothing to compare it with.
  const literal = node.literals.size === 0 ? undefined : node.literals.get(segment)
  const found = literal === undefined ? undefined : find(search, literal, end)
  if (found !== undefined) return found
  // A parameter is never empty: `/users/` is not a user without a name.
  const parameter = segment === '' ? undefined : byParameter(search, node, segment, end)
  return parameter ?? (node.rest === undefined ? undefined : byRest(search, node.rest, start))
}

function byParameter(search: Search, node: Node, segment: string, end: number): Target | undefined {
  for (let index = 0; index < node.constrained.length; index++) {
    const { constraint, node: next } = node.constrained[index]!
    const value = constraint.accept(segment)
    const found = value === undefined ? undefined : withValue(search, value, next, end)
    if (found !== undefined) return found
  }
  return node.parameter === undefined ? undefined : withValue(search, segment, node.parameter, end)
}

function withValue(search: Search, value: unknown, node: Node, end: number): Target | undefined {
  search.values.push(value)
  const found = find(search, node, end)
  if (found === undefined) search.values.pop()
  return found
}

function byRest(search: Search, leaf: Leaf, start: number): Target | undefined {
  search.values.push(search.path.slice(start + 1))
  const found = atLeaf(search, leaf)
  if (found === undefined) search.values.pop()
  return found
}

function atLeaf(search: Search, leaf: Leaf | undefined): Target | undefined {
  if (leaf === undefined) return undefined
  const { method } = search
  const found = leaf.get(method) ?? (method === 'HEAD' ? leaf.get('GET') : undefined)
  if (found === undefined) search.others = [...search.others, { leaf, values: [...search.values] }]
  return found
}
