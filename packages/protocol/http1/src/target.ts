import { isHost, parseHost } from '@tsgi/fields/host'
import { TARGET } from './octets.ts'
import { ProtocolError } from './protocol-error.ts'

/** A request target in the parts that an application gets. */
export interface Target {
  /** Authority, where the target names one. */
  readonly authority: string | undefined
  /** Path, raw. */
  readonly path: string
  /** What follows the first `?`, raw. */
  readonly query: string
}

const SLASH = 0x2f

/**
 * Takes a request target apart: the four forms of RFC 9112 §3.2.
 * @param scheme scheme of the connection; an absolute target with another one is refused
 * @throws ProtocolError
 */
export function splitTarget(target: string, method: string, scheme: string): Target {
  if (method === 'CONNECT') return authorityForm(target)
  if (target.charCodeAt(0) === SLASH) return originForm(target, undefined)
  if (target !== '*') return absoluteForm(target, scheme)
  if (method !== 'OPTIONS')
    throw new ProtocolError('HTTP1_TARGET', '* is a target for OPTIONS only (RFC 9112 §3.2.4)')
  return { authority: undefined, path: '*', query: '' }
}

function originForm(target: string, authority: string | undefined): Target {
  const question = target.indexOf('?')
  if (question < 0) return { authority, path: target, query: '' }
  return { authority, path: target.slice(0, question), query: target.slice(question + 1) }
}

/** `host:port`: tunnels have no default port (RFC 9110 §9.3.6). */
function authorityForm(target: string): Target {
  if (parseHost(target)?.port === undefined)
    throw new ProtocolError('HTTP1_TARGET', 'CONNECT needs host:port (RFC 9112 §3.2.3)')
  return { authority: target, path: target, query: '' }
}

/** `http://host/path?query`: reduced to origin-form, so that the path is the same however the client asked. */
function absoluteForm(target: string, scheme: string): Target {
  const prefix = `${scheme}://`
  if (target.slice(0, prefix.length).toLowerCase() !== prefix) {
    throw new ProtocolError('HTTP1_TARGET', `A target starts with / or ${prefix} (RFC 9112 §3.2)`)
  }
  const end = authorityEnd(target, prefix.length)
  const authority = target.slice(prefix.length, end)
  if (!isHost(authority))
    throw new ProtocolError('HTTP1_TARGET', 'Invalid host in the target (RFC 3986 §3.2.2)')
  const rest = target.slice(end)
  return originForm(rest.startsWith('/') ? rest : `/${rest}`, authority)
}

function authorityEnd(target: string, from: number): number {
  for (let i = from; i < target.length; i++) {
    const character = target[i]
    if (character === '/' || character === '?') return i
  }
  return target.length
}

/** Whether a text has only the characters that a request target may have, and at least one. */
export function isTargetText(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (TARGET[text.charCodeAt(i)] !== 1) return false
  return text !== ''
}
