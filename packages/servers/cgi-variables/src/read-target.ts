/*
 * Where an application is mounted, and what is asked of it there.
 *
 * SCRIPT_NAME and PATH_INFO say so, but decoded: `%2F` has become `/` (RFC 3875 §4.1.5). REQUEST_URI, which RFC 3875 does
 * not know and every front server sends, is the target as it came. So the path is that of REQUEST_URI, and SCRIPT_NAME
 * only tells how many of its octets are the mount. Where REQUEST_URI is missing, the two are percent-encoded again: then
 * `%2F` is lost, and every octet has its usual spelling.
 *
 *     SCRIPT_NAME   REQUEST_URI     basePath    path
 *     ''            /a%2Fb          ''          /a%2Fb
 *     /app          /app/a%2Fb      /app        /a%2Fb
 *     /app          /app            /app        ''          '' and /app, if it is no script and has no PATH_INFO
 *     /sub/x.fcgi   /sub/a          /sub        /a          rewritten: PATH_INFO is /a, and the script is in /sub
 *
 * In any other case the two sides disagree about where the application is: refused (GW10).
 */
import { isHost } from '@tsgi/fields/host'
import { isTargetText } from '@tsgi/http1'
import type { Facts } from './request-from-variables.ts'
import { INFO, QUERY, SCRIPT, TARGET } from './variable-name.ts'
import { VariablesError } from './variables-error.ts'

/** A target in the parts that an application gets. */
export interface MountedTarget {
  /** Authority, where the target names one. */
  readonly authority: string | undefined
  readonly basePath: string
  readonly path: string
  readonly query: string
}

/**
 * Finds the target of a request and splits its path.
 * @throws VariablesError
 */
export function readTarget(facts: Facts, method: string, scheme: string, isScript: boolean): MountedTarget {
  const given = facts[TARGET]
  if (given === undefined || given === '') return fromParts(facts)
  if (!isTargetText(given))
    throw new VariablesError('REQUEST_URI has an octet that no target has (RFC 9112 §3.2)')
  if (given === '*') return asterisk(method)
  const authority = given.charCodeAt(0) === SLASH ? undefined : authorityIn(given, scheme)
  const origin = authority === undefined ? given : originOf(given, scheme.length + 3 + authority.length)
  const question = origin.indexOf('?')
  const path = question < 0 ? origin : origin.slice(0, question)
  const query = question < 0 ? '' : origin.slice(question + 1)
  const mount = mountLength(path, facts, isScript)
  return { authority, basePath: path.slice(0, mount), path: path.slice(mount), query }
}

const SLASH = 0x2f
const PERCENT = 0x25

function asterisk(method: string): MountedTarget {
  if (method !== 'OPTIONS') throw new VariablesError('* is a target for OPTIONS only (RFC 9112 §3.2.4)')
  return { authority: undefined, basePath: '', path: '*', query: '' }
}

/** The authority of an absolute target, which some front servers hand on as it came. */
function authorityIn(target: string, scheme: string): string {
  const prefix = `${scheme}://`
  if (target.slice(0, prefix.length).toLowerCase() !== prefix)
    throw new VariablesError(`REQUEST_URI starts with / or ${prefix} (RFC 9112 §3.2)`)
  const end = target.slice(prefix.length).search(/[/?]/)
  const authority = end < 0 ? target.slice(prefix.length) : target.slice(prefix.length, prefix.length + end)
  if (!isHost(authority)) throw new VariablesError('REQUEST_URI has an invalid host (RFC 3986 §3.2.2)')
  return authority
}

function originOf(target: string, from: number): string {
  const rest = target.slice(from)
  return rest.charCodeAt(0) === SLASH ? rest : `/${rest}`
}

/** How many octets of the path are the mount. */
function mountLength(path: string, facts: Facts, isScript: boolean): number {
  const given = facts[SCRIPT] ?? ''
  const info = facts[INFO]
  const script = withoutSlash(given)
  if (script === '') return 0
  if (info === undefined && !isScript) return configuredMount(path, given)
  // mod_proxy_uwsgi has the whole path in both.
  if (info === path) return 0
  const mount = matchLength(path, script)
  return isSegmentEnd(path, mount) ? mount : rewrittenMount(path, script, info ?? '')
}

/**
 * Without `PATH_INFO`, front servers that have no scripts repeat the whole path, normalised in their own way, unless
 * their configuration says what the mount is: then it is a part of the path, and more follows.
 */
function configuredMount(path: string, script: string): number {
  const mount = script.endsWith('/') ? -1 : matchLength(path, script)
  return isSegmentEnd(path, mount) && mount < path.length ? mount : 0
}

/**
 * A rewrite rule, or an index file, has made `/sub/a` a request for the script `/sub/x.fcgi`, which is not in the path
 * that the client knows. The mount is then the script's folder, provided that what follows it is just `PATH_INFO`.
 */
function rewrittenMount(path: string, script: string, info: string): number {
  const mount = matchLength(path, script.slice(0, script.lastIndexOf('/')))
  const rest = path.slice(mount)
  if (mount >= 0 && matchLength(rest, info === '' ? '/' : info) === rest.length) return mount
  throw new VariablesError('SCRIPT_NAME is not the beginning of the path in REQUEST_URI (RFC 3875 §4.1.13)')
}

/** A script name that ends with a slash, such as that of a mount at the root, is told without it (SPEC PATH-1). */
function withoutSlash(script: string): string {
  if (script === '' || script === '/') return ''
  if (script.charCodeAt(0) !== SLASH) throw new VariablesError('SCRIPT_NAME starts with / (RFC 3875 §4.1.13)')
  return script.endsWith('/') ? script.slice(0, -1) : script
}

/** Whether a segment of the path ends there. */
function isSegmentEnd(path: string, at: number): boolean {
  return at > 0 && (at === path.length || path.charCodeAt(at) === SLASH)
}

/** How many octets of a raw path decode to a text; -1: the path does not begin with it. */
function matchLength(raw: string, decoded: string): number {
  let at = 0
  for (let i = 0; i < decoded.length; i++) {
    const wanted = decoded.charCodeAt(i)
    const octet = raw.charCodeAt(at)
    if (octet === PERCENT && hexOctet(raw, at + 1) === wanted) at += 3
    else if (octet === wanted) at++
    else return -1
  }
  return at
}

/** The octet that two hexadecimal digits stand for; -1: they are none. */
function hexOctet(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at))
  const low = hexDigit(text.charCodeAt(at + 1))
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

/** Without REQUEST_URI. */
function fromParts(facts: Facts): MountedTarget {
  const script = facts[SCRIPT] ?? ''
  const info = facts[INFO] ?? ''
  const query = facts[QUERY] ?? ''
  if (query !== '' && !isTargetText(query))
    throw new VariablesError('QUERY_STRING has an octet that no query has')
  const isJoined = script.endsWith('/')
  const path = isJoined && info.charCodeAt(0) !== SLASH ? `/${info}` : info
  if (path !== '' && path.charCodeAt(0) !== SLASH)
    throw new VariablesError('PATH_INFO starts with / (RFC 3875 §4.1.5)')
  const basePath = encodePath(withoutSlash(script))
  return {
    authority: undefined,
    basePath,
    path: path === '' && basePath === '' ? '/' : encodePath(path),
    query,
  }
}

/** Percent-encodes what stands in no segment of a path (RFC 3986 §3.3). Each character is one octet. */
function encodePath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/]/g, percentEncoded)
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
