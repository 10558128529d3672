import type { Answer } from './answer.ts'
import type { ValueCheck } from './check.ts'
import { show } from './show.ts'

/** What must hold for a response that changes the protocol, or asks for a change. */
export const upgradeAnswerChecks: ReadonlyArray<ValueCheck<Answer>> = [
  {
    id: 'upgrade-protocol',
    rule: 'UPGR-2',
    side: 'application',
    level: 'must',
    description: 'the `upgrade` field of a 101 names a protocol of `exchange.upgrade`',
    test({ request, response: { status, headers } }) {
      if (status !== 101) return undefined
      const offered = request.exchange.upgrade ?? []
      const chosen = headers['upgrade']
      if (offered.some((protocol) => protocol.toLowerCase() === String(chosen).toLowerCase()))
        return undefined
      return `a 101 has the upgrade field ${show(chosen)}, expected one of exchange.upgrade (${offered.map(show).join(', ') || 'which offers nothing'})`
    },
  },
  {
    id: 'upgrade-body',
    rule: 'UPGR-2',
    side: 'application',
    level: 'must',
    description: 'the body of a 101 is `null`',
    test: ({ response: { status, body } }) =>
      status === 101 && body !== null
        ? `response.body is ${show(body)} with status 101, expected null: what follows the head is the new protocol`
        : undefined,
  },
  {
    id: 'upgrade-required',
    rule: 'UPGR-5',
    side: 'application',
    level: 'must',
    description: 'the `upgrade` field of a 426 names the protocols to come back with',
    test: ({ response: { status, headers } }) =>
      status === 426 && headers['upgrade'] === undefined
        ? 'a 426 has no upgrade field: name the protocols that the client should come back with'
        : undefined,
  },
]
