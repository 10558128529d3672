import { isToken } from '@tsgi/fields/token'
import { splitList } from '@tsgi/fields/list'
import type { HttpRequest, HttpResponse, RequestHeaders } from '@tsgi/spec'
import type { Policy } from './options.ts'

/**
 * Whether a request asks, on behalf of a page, if another one may be sent. Everything else with the method OPTIONS is the
 * application's business.
 * @see Fetch §3.3.2, "CORS-preflight request"
 */
export function isPreflight({ method, headers }: HttpRequest): boolean {
  return (
    method === 'OPTIONS' &&
    headers['origin'] !== undefined &&
    headers['access-control-request-method'] !== undefined
  )
}

/**
 * Answers a preflight. It tells what is allowed; browsers compare it with what they were about to send.
 * @param allowed the value of `access-control-allow-origin`; `undefined`: nothing is allowed
 */
export function answerPreflight(
  policy: Policy,
  { headers }: HttpRequest,
  allowed: string | undefined,
): HttpResponse {
  const fields: Record<string, string> = { vary: policy.varyOptions }
  if (allowed !== undefined) {
    Object.assign(
      fields,
      { 'access-control-allow-origin': allowed },
      policy.preflight,
      takenOver(policy, headers),
    )
  }
  return { status: policy.preflightStatus, headers: fields, body: null }
}

function takenOver({ takesOver }: Policy, headers: RequestHeaders): Record<string, string> {
  const fields: Record<string, string> = {}
  const method = takesOver.method ? tokens(headers['access-control-request-method']) : ''
  const names = takesOver.headers ? tokens(headers['access-control-request-headers']) : ''
  if (method !== '') fields['access-control-allow-methods'] = method
  if (names !== '') fields['access-control-allow-headers'] = names
  if (takesOver.privateNetwork && headers['access-control-request-private-network'] === 'true') {
    fields['access-control-allow-private-network'] = 'true'
  }
  return fields
}

/** A list of tokens, written anew; `''` when it is none: what is sent back is what was understood. */
function tokens(value = ''): string {
  const items = splitList(value) ?? []
  return items.every(isToken) ? items.join(', ') : ''
}
