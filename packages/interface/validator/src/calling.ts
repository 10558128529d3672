import type { CheckTable } from './check.ts'

/** What shows when an application is wrapped and called. */
export const callingChecks: CheckTable<'application' | 'argument' | 'arity' | 'request'> = {
  application: {
    id: 'call-application',
    rule: 'CALL-4',
    side: 'application',
    level: 'must',
    description: 'what the middleware wraps is a function',
  },
  argument: {
    id: 'call-argument',
    rule: 'CALL-1',
    side: 'server',
    level: 'must',
    description: 'the application is called with exactly one argument',
  },
  arity: {
    id: 'call-arity',
    rule: 'CALL-2',
    side: 'server',
    level: 'must',
    description: 'the arity of the application is not read',
  },
  request: {
    id: 'request-unchanged',
    rule: 'REQ-3',
    side: 'server',
    level: 'must',
    description: 'the request, its `headers` and its `state` are not changed while the application works',
  },
}
