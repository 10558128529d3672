import type { CheckTable } from './check.ts'

/**
 * Chunks that a body may take from the one inside it without giving one, before that looks like withholding.
 */
export const WITHHELD_CHUNKS = 16

/** What shows while a streamed body is read and when it is over. */
export const responseBodyChecks: CheckTable<
  | 'early'
  | 'once'
  | 'afterClose'
  | 'head'
  | 'overlap'
  | 'chunk'
  | 'text'
  | 'length'
  | 'flow'
  | 'closed'
  | 'closedOnce'
  | 'signalFirst'
  | 'cut'
> = {
  early: {
    id: 'response-body-early',
    rule: 'BODY-12',
    side: 'server',
    level: 'must',
    description: 'a streamed body is not read before the whole stack has returned',
  },
  once: {
    id: 'response-body-once',
    rule: 'BODY-12',
    side: 'server',
    level: 'must',
    description: 'a streamed body is iterated once',
  },
  afterClose: {
    id: 'response-body-after-close',
    rule: 'BODY-12',
    side: 'server',
    level: 'must',
    description: 'nothing is pulled from a body that was closed',
  },
  head: {
    id: 'response-body-head',
    rule: 'LEN-3',
    side: 'server',
    level: 'must',
    description: 'the body of an answer to HEAD is not read',
  },
  overlap: {
    id: 'response-body-overlap',
    rule: 'BODY-13',
    side: 'server',
    level: 'must',
    description: 'the next chunk is pulled when the one before it has come',
  },
  chunk: {
    id: 'response-chunk',
    rule: 'BODY-9',
    side: 'application',
    level: 'must',
    description: 'chunks of a streamed body are strings or `Uint8Array`s',
  },
  text: {
    id: 'response-chunk-text',
    rule: 'BODY-11',
    side: 'application',
    level: 'must',
    description: 'a string chunk holds no half of a surrogate pair',
  },
  length: {
    id: 'response-body-length',
    rule: 'LEN-1',
    side: 'application',
    level: 'must',
    description: '`content-length` equals the bytes of a streamed body',
  },
  flow: {
    id: 'response-body-flow',
    rule: 'BODY-14',
    side: 'application',
    level: 'should',
    description: `a body that transforms another one gives something at least every ${WITHHELD_CHUNKS} chunks`,
  },
  closed: {
    id: 'response-body-closed',
    rule: 'BODY-15',
    side: 'server',
    level: 'must',
    description: 'a streamed body was read to its end or closed before the exchange finished',
  },
  closedOnce: {
    id: 'response-body-closed-once',
    rule: 'BODY-15',
    side: 'server',
    level: 'must',
    description: 'a streamed body is closed once',
  },
  signalFirst: {
    id: 'response-body-signal',
    rule: 'BODY-18',
    side: 'server',
    level: 'must',
    description: 'when the client leaves, `exchange.signal` aborts before the body is closed',
  },
  cut: {
    id: 'response-body-cut',
    rule: 'ERR-4',
    side: 'server',
    level: 'must',
    description: 'a response whose body fails after its first chunk is cut, not ended',
  },
}
