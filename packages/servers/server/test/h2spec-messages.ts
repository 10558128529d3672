/* Cases of h2spec on RFC 9113 §7 and §8: error codes, requests, what is malformed. */
import { Buffer } from 'node:buffer'
import { END_HEADERS, REQUEST, fieldBlock, frame, uint32 } from './frames.ts'
import { data, goaway, headers, ping, post, reset } from './h2spec-frames.ts'
import type { FieldList } from './h2spec-frames.ts'
import { ANSWER, PONG, connectionError, streamError } from './h2spec-judge.ts'
import type { Case, Section } from './h2spec-judge.ts'

const PUSH_PROMISE = 5
const UNKNOWN_CODE = 0xff
const [METHOD, SCHEME, PATH, AUTHORITY] = REQUEST as [Field, Field, Field, Field]
type Field = FieldList[number]

/** A request without content that is refused. */
function refused(...fields: FieldList): Pick<Case, 'steps' | 'accepts'> {
  return { steps: [headers({ fields })], accepts: streamError('PROTOCOL_ERROR') }
}

/** Fields behind content. */
function trailers(fields: FieldList, isStreamEnd: boolean): Buffer {
  return headers({ fields, isStreamEnd })
}

export const MESSAGES: readonly Section[] = [
  {
    heading: 'RFC 9113 §7 Error Codes',
    cases: [
      {
        id: 'http2/7/1',
        name: 'takes GOAWAY with an unknown one',
        steps: [goaway(UNKNOWN_CODE), ping()],
        // Node says goodbye where a client does; that is an end, too.
        accepts: ['GOAWAY NO_ERROR', ...PONG],
      },
      {
        id: 'http2/7/2',
        name: 'takes RST_STREAM with an unknown one',
        steps: [post(), reset(1, UNKNOWN_CODE), ping()],
        accepts: PONG,
      },
    ],
  },
  {
    heading: 'RFC 9113 §8.1 HTTP Message Framing',
    cases: [
      { id: 'generic/4/1', name: 'answers GET', steps: [headers()], accepts: ANSWER },
      {
        id: 'generic/4/2',
        name: 'answers HEAD',
        steps: [headers({ fields: [[':method', 'HEAD'], SCHEME, PATH, AUTHORITY] })],
        accepts: ANSWER,
      },
      { id: 'generic/4/3', name: 'answers POST', steps: [post(), data()], accepts: ANSWER },
      {
        id: 'generic/4/4',
        name: 'answers POST with trailers',
        steps: [post(['trailer', 'x-test']), data(false), trailers([['x-test', 'ok']], true)],
        accepts: ANSWER,
      },
      {
        id: 'http2/8.1/1',
        name: 'refuses trailers that do not end the stream',
        steps: [post(), data(false), trailers([['x-test', 'ok']], false)],
        accepts: streamError('PROTOCOL_ERROR'),
      },
    ],
  },
  {
    heading: 'RFC 9113 §8.1.1 Malformed Messages',
    cases: [
      {
        id: 'http2/8.1.2.6/1',
        name: 'refuses more content than announced',
        steps: [post(['content-length', '1']), data()],
        accepts: streamError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/8.1.2.6/2',
        name: 'refuses more content than announced, in several frames',
        steps: [post(['content-length', '1']), data(false), data()],
        accepts: streamError('PROTOCOL_ERROR'),
      },
    ],
  },
  {
    heading: 'RFC 9113 §8.2 HTTP Fields',
    cases: [
      { id: 'http2/8.1.2/1', name: 'refuses upper-case names', ...refused(...REQUEST, ['X-TEST', 'ok']) },
    ],
  },
  {
    heading: 'RFC 9113 §8.2.2 Connection-Specific Header Fields',
    cases: [
      {
        id: 'http2/8.1.2.2/1',
        name: 'refuses connection',
        ...refused(...REQUEST, ['connection', 'keep-alive']),
      },
      {
        id: 'http2/8.1.2.2/2',
        name: 'refuses te other than trailers',
        ...refused(...REQUEST, ['trailers', 'test'], ['te', 'trailers, deflate']),
      },
    ],
  },
  {
    heading: 'RFC 9113 §8.3 HTTP Control Data',
    cases: [
      {
        id: 'http2/8.1.2.1/1',
        name: 'refuses unknown pseudo-fields',
        ...refused(...REQUEST, [':test', 'ok']),
      },
      {
        id: 'http2/8.1.2.1/2',
        name: 'refuses pseudo-fields of answers',
        ...refused(...REQUEST, [':status', '200']),
      },
      {
        id: 'http2/8.1.2.1/3',
        name: 'refuses pseudo-fields in trailers',
        steps: [post(), data(false), trailers([[':method', 'POST']], false)],
        accepts: streamError('PROTOCOL_ERROR'),
      },
      {
        id: 'http2/8.1.2.1/4',
        name: 'refuses pseudo-fields behind other fields',
        ...refused(['x-test', 'ok'], ...REQUEST),
      },
    ],
  },
  {
    heading: 'RFC 9113 §8.3.1 Request Pseudo-Header Fields',
    cases: [
      {
        id: 'http2/8.1.2.3/1',
        name: 'refuses an empty path',
        ...refused(METHOD, SCHEME, [':path', ''], AUTHORITY),
      },
      { id: 'http2/8.1.2.3/2', name: 'refuses no method', ...refused(SCHEME, PATH, AUTHORITY) },
      { id: 'http2/8.1.2.3/3', name: 'refuses no scheme', ...refused(METHOD, PATH, AUTHORITY) },
      { id: 'http2/8.1.2.3/4', name: 'refuses no path', ...refused(METHOD, SCHEME, AUTHORITY) },
      { id: 'http2/8.1.2.3/5', name: 'refuses two methods', ...refused(...REQUEST, METHOD) },
      { id: 'http2/8.1.2.3/6', name: 'refuses two schemes', ...refused(...REQUEST, SCHEME) },
      { id: 'http2/8.1.2.3/7', name: 'refuses two paths', ...refused(...REQUEST, PATH) },
    ],
  },
  {
    heading: 'RFC 9113 §8.4 Server Push',
    cases: [
      {
        id: 'http2/8.2/1',
        name: 'refuses PUSH_PROMISE',
        steps: [frame(PUSH_PROMISE, END_HEADERS, 1, Buffer.concat([uint32(3), fieldBlock(...REQUEST)]))],
        accepts: connectionError('PROTOCOL_ERROR'),
      },
    ],
  },
]
