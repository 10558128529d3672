import type { Answer } from './answer.ts'
import type { ValueCheck } from './check.ts'
import { fileBodyChecks } from './file-body.ts'
import { responseContentChecks } from './response-content.ts'
import { responseHeaderChecks } from './response-headers.ts'
import { kindOf, show } from './show.ts'
import { differenceSinceLastTime } from './snapshot.ts'
import { upgradeAnswerChecks } from './upgrade-answer.ts'

const REQUIRED = ['status', 'headers', 'body'] as const
const OPTIONAL = ['trailers', 'upgrade'] as const
const KNOWN = new Set<PropertyKey>([...REQUIRED, ...OPTIONAL])

const FALL_THROUGH = Symbol.for('tsgi.fallThrough')

const shapeChecks: ReadonlyArray<ValueCheck<Answer>> = [
  {
    id: 'response-object',
    rule: 'RESP-1',
    side: 'application',
    level: 'must',
    description: 'the result is an object, and not a fetch `Response`',
    test({ response }) {
      if (kindOf(response) === 'Response') {
        return 'the application returned a fetch Response, whose headers would be lost: return { status, headers, body }'
      }
      if (typeof response === 'object' && response !== null && !Array.isArray(response)) return undefined
      return `the application returned ${show(response)}, expected { status, headers, body }: a branch may lack its return`
    },
  },
  {
    id: 'response-members',
    rule: 'RESP-1',
    side: 'application',
    level: 'must',
    description: 'the response has its own `status`, `headers` and `body`',
    test({ response }) {
      const missing = REQUIRED.find((name) => !Object.hasOwn(response, name))
      if (missing === undefined) return undefined
      return `response.${missing} is missing or inherited, expected an own member: a response without content has body: null`
    },
  },
  {
    id: 'response-status',
    rule: 'RESP-3',
    side: 'application',
    level: 'must',
    description: '`status` is an integer from 200 to 599, or 101 together with `upgrade`',
    test({ response: { status, upgrade } }) {
      if (Number.isInteger(status) && status >= 200 && status <= 599) return undefined
      if (status === 101 && upgrade) return undefined
      return `response.status is ${show(status)}, expected an integer from 200 to 599, or 101 together with response.upgrade`
    },
  },
]

const memberChecks: ReadonlyArray<ValueCheck<Answer>> = [
  {
    id: 'response-callbacks',
    rule: 'RESP-1',
    side: 'application',
    level: 'must',
    description: '`trailers` and `upgrade` are functions or absent',
    test({ response }) {
      const wrong = OPTIONAL.find(
        (name) => response[name] !== undefined && typeof response[name] !== 'function',
      )
      return wrong && `response.${wrong} is ${show(response[wrong])}, expected a function`
    },
  },
  {
    id: 'response-fall-through',
    rule: 'CALL-6',
    side: 'application',
    level: 'should',
    description: 'the fall-through mark is `true`, on a 404',
    test({ response }) {
      const mark = response[FALL_THROUGH]
      if (mark === undefined || (mark === true && response.status === 404)) return undefined
      return `the response has status ${response.status} and the fall-through mark ${show(mark)}, expected 404 and true: a copy with another status must drop the mark`
    },
  },
  {
    id: 'response-extensions',
    rule: 'EXT-1',
    side: 'application',
    level: 'should',
    description: 'further members of the response are registered symbols',
    test({ response }) {
      const stray = Reflect.ownKeys(response).find((key) => !KNOWN.has(key) && !isRegistered(key))
      if (stray === undefined) return undefined
      return `response has the member ${show(stray)}, which nobody knows: extensions are symbols made with Symbol.for`
    },
  },
  {
    id: 'response-unchanged',
    rule: 'RESP-2',
    side: 'application',
    level: 'must',
    description: 'a response that is returned again was not changed in between',
    test({ response }) {
      const changed = [response, response.headers].map(differenceSinceLastTime).find(Boolean)
      if (changed === undefined) return undefined
      return `${changed} of the response was changed after an earlier request was answered with it: return a changed copy`
    },
  },
]

/** What must hold for a response when the application returns it. */
export const responseChecks: ReadonlyArray<ValueCheck<Answer>> = [
  ...shapeChecks,
  ...responseHeaderChecks,
  ...memberChecks,
  ...upgradeAnswerChecks,
  ...responseContentChecks,
  ...fileBodyChecks,
]

function isRegistered(key: PropertyKey): boolean {
  return typeof key === 'symbol' && Symbol.keyFor(key) !== undefined
}
