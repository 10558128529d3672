/*
 * Where the server departs from h2spec, or from the code that RFC 9113 names: all of it is Node and its nghttp2, and
 * none lets a request through that should not be. Versions of Node differ: the table is that of Node 20 and of those
 * without known holes in HTTP/2; what lies between has some of either, and should be updated anyway.
 */
import { http2Holes } from '../src/http2/http2-holes.ts'

/** What the server does instead of what a case accepts, and why. */
export interface Exception {
  readonly ids: readonly string[]
  readonly does: string
  /** Versions of Node, by major. Default: all. */
  readonly isIn?: (major: number) => boolean
  /** Whether h2spec is content, because the connection ends. */
  readonly isPassed: boolean
  readonly because: string
}

const isBefore22 = (major: number): boolean => major < 22
const isFrom22 = (major: number): boolean => major >= 22

export const EXCEPTIONS: readonly Exception[] = [
  {
    ids: [
      'http2/5.1/2',
      'http2/5.1/3',
      'http2/5.1/6',
      'http2/5.1.1/1',
      'http2/5.3.1/1',
      'http2/5.4.1/2',
      'http2/6.2/3',
      'http2/6.3/1',
      'http2/6.4/1',
      'http2/6.4/2',
      'http2/6.5/2',
      'http2/6.5.2/1',
      'http2/6.5.2/2',
      'http2/6.5.2/3',
      'http2/6.5.2/4',
      'http2/6.7/3',
      'http2/6.8/1',
      'http2/6.9/1',
      'http2/6.9/2',
      'http2/6.9.1/2',
      'http2/6.9.2/3',
      'http2/8.2/1',
    ],
    does: 'GOAWAY INTERNAL_ERROR',
    isIn: isBefore22,
    isPassed: true,
    because:
      'Node 20 destroys the session before nghttp2 can say why, and INTERNAL_ERROR is its word for that.',
  },
  {
    ids: ['http2/8.1.2.6/1', 'http2/8.1.2.6/2'],
    does: 'GOAWAY INTERNAL_ERROR',
    isIn: isFrom22,
    isPassed: true,
    because:
      'Node takes content beyond content-length for an error of the connection (RFC 9113 §5.4.1 allows that).',
  },
  {
    ids: ['http2/6.9.1/3'],
    does: 'GOAWAY FLOW_CONTROL_ERROR',
    isIn: isFrom22,
    isPassed: false,
    because: 'nghttp2 takes it for an error of the connection (RFC 9113 §5.4.1 allows that).',
  },
  {
    ids: ['http2/5.1/8', 'http2/5.1/9', 'http2/5.1/11', 'http2/5.1/12'],
    does: 'nothing',
    isPassed: false,
    because:
      'Node forgets streams that are closed. RFC 7540 demanded an error, RFC 9113 §5.1 allows it (§6.1 still demands one ' +
      'for DATA): such frames are read and dropped.',
  },
  {
    ids: ['http2/5.1.1/2'],
    does: 'nothing',
    isPassed: false,
    because:
      'Node forgets streams that are closed, so that an identifier that was left out looks like one of them. No request ' +
      'comes of it.',
  },
  {
    ids: ['http2/5.3.1/2'],
    does: 'nothing',
    isIn: isFrom22,
    isPassed: false,
    because:
      'RFC 9113 §5.3.2 takes priorities back: newer versions of nghttp2 ignore PRIORITY without a look inside.',
  },
  {
    ids: ['http2/6.3/1'],
    does: 'nothing',
    isIn: isFrom22,
    isPassed: false,
    because: 'The same, although RFC 9113 §6.3 still demands an error for PRIORITY on stream 0.',
  },
  {
    ids: ['http2/6.7/2'],
    does: 'GOAWAY INTERNAL_ERROR',
    isPassed: false,
    because:
      'Node ends connections that answer a ping that was not sent: nobody does that by right. It is not answered, which ' +
      'is what RFC 9113 §6.7 demands.',
  },
]

const MAJOR = Number.parseInt(process.versions.node, 10)

/** Whether the table is about this version of Node. */
export const IS_LISTED: boolean = MAJOR === 20 || http2Holes(process.versions.node) === undefined

/** The exception for a case in this version of Node. */
export function exceptionTo(id: string): Exception | undefined {
  return EXCEPTIONS.find(({ ids, isIn }) => ids.includes(id) && (isIn?.(MAJOR) ?? true))
}
