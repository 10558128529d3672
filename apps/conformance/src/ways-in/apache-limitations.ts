/*
 * What Apache httpd stands in the way of, by the part of it that does: ways in through it are made of these.
 */
import type { Limitations } from '@tsgi/testing'

type Exceptions = Limitations['exceptions']

/** Requests, as Apache reads them before any module passes them on. */
export const READING: Exceptions = {
  'fields-repeated-cookie': 'Apache joins the lines of Cookie with a comma',
  'length-in-doubt-beside-chunked': 'Apache drops a length beside chunks (RFC 9112 §6.3)',
  'path-raw-escaped-nul': 'Apache refuses %00',
  'path-raw-too-many-dots': 'Apache refuses paths above the root',
  'target-asterisk': 'Apache answers OPTIONS * itself',
}

/** Requests for what Apache thinks of as its own resources, and not as those of a server behind it. */
export const OWN_RESOURCES: Exceptions = {
  'date-kept': 'Apache has a Date of its own',
  'date-kept-of-stream': 'Apache has a Date of its own',
  'method-trace': 'Apache answers TRACE itself',
  'response-field-server': 'Apache has a Server of its own',
}

/** Content with `expect: 100-continue`. */
export const CONTINUE: Exceptions = {
  'expect-100-not-when-failed': 'Apache sends 100 (Continue) itself, when it reads the content',
  'expect-100-not-when-unread': 'Apache sends 100 (Continue) itself, when it reads the content',
}

const EMPTY = 'Apache drops the framing of content that turns out to be empty'

/** Content that comes in chunks, and has no octet. */
export const EMPTY_CHUNKS: Exceptions = { 'content-empty-chunked': EMPTY }

const ALL_BEFORE = 'Apache sends all of a request before it looks at the answer'

/** Answers that begin before the request has ended. */
export const EARLY_ANSWERS: Exceptions = { 'upload-refused-early': ALL_BEFORE }

const JOINED = 'Apache joins the lines of a field, those of Set-Cookie excepted'

/** Answers whose heads are those of CGI. */
export const JOINING: Exceptions = {
  'response-field-link': JOINED,
  'response-field-several-lines': JOINED,
  'response-field-www-authenticate': JOINED,
}

/** Answers to HTTP/1.0 that break off. */
export const HTTP10_ENDS: Exceptions = {
  'http10-cut': 'Apache ends an answer in HTTP/1.0 as if it were whole',
}

/** What Apache lacks while it passes requests on. */
export const PASSING: Limitations['lacks'] = {
  'client-abort': 'Apache notices that a client has left when it writes to it',
  'full-duplex': ALL_BEFORE,
}
