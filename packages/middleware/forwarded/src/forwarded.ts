/*
 * Proxies say for whom they ask, in fields that anybody can send. So the request is walked back: the peer of the
 * connection is known; when it is trusted, it is believed who its own peer was; when that one is trusted too, the next
 * element is believed, and so on, from the right to the first address that is nobody's proxy: the client. What is further
 * left was written by the client.
 *
 *   forwarded           whether there is anything to do        told, x-forwarded, standard   the walk, and what was told
 *   forwarding-fields   what must not be seen further in       node, facts                   from text to values
 *   derive              the request further in
 */
import type { HttpRequest, Middleware } from '@tsgi/spec'
import { derive } from './derive.ts'
import { forwardingFields, hasField, withoutFields } from './forwarding-fields.ts'
import { resolveOptions } from './options.ts'
import type { ForwardedOptions } from './options.ts'
import { readStandard } from './standard.ts'
import { readXForwarded } from './x-forwarded.ts'

/**
 * Middleware that takes address, scheme, host, port and prefix of requests from trusted proxies, and removes the fields
 * that tell of them when they come from anybody else. It belongs outermost.
 *
 * ```ts
 * forwarded({ trust: ['10.0.0.0/8', 'unix'] })
 * ```
 *
 * What it lets through agrees: `remote`, `scheme`, `authority` (with `host`) and `basePath`, and, for frameworks that look
 * there, `x-forwarded-for`, `-proto` and `-host`, with one element each and only where a proxy has told it.
 * @throws TypeError for options that are wrong or unknown; per request ForwardedError, 400, where a trusted proxy passes on
 *   what no proxy writes
 * @see RFC 7239
 */
export function forwarded(options: ForwardedOptions = {}): Middleware {
  const resolved = resolveOptions(options)
  const { isTrusted, keep } = resolved
  const read = resolved.header === 'forwarded' ? readStandard : readXForwarded
  const warnOnce = resolved.trustsNobody ? () => {} : warner()
  const isForged = forwardingFields(keep)
  const isSpent = (name: string): boolean => isForged(name) && !keep.has(name)

  function believed(request: HttpRequest): HttpRequest {
    const { headers, remote } = request
    if (!hasField(headers, isForged)) return request
    const peer = remote?.address ?? null
    if (isTrusted(peer, 0)) return derive(request, withoutFields(headers, isSpent), read(headers, resolved))
    warnOnce(peer)
    return { ...request, headers: withoutFields(headers, isForged) }
  }

  return (application) => (request) => application(believed(request))
}

/** Tells once, because anybody can send such fields; the first to do so behind proxies is most often one of them. */
function warner(): (peer: string | null) => void {
  let hasWarned = false
  return (peer) => {
    if (hasWarned) return
    hasWarned = true
    process.emitWarning(
      `forwarded() removed fields such as X-Forwarded-For that came from ${peer ?? "a peer without address ('unix')"}: ` +
        'if that is a proxy of yours, add it to trust',
      { type: 'ForwardedWarning', code: 'TSGI_UNTRUSTED_PROXY' },
    )
  }
}
