/*
 * What lighttpd stands in the way of, whatever it passes requests on as.
 */
import type { Limitations } from '@tsgi/testing'

const LENGTH_WANTED = 'lighttpd refuses POST without a length (411)'
const UNKNOWN = 'lighttpd refuses methods that it does not know (501)'
const CONTINUES = 'lighttpd sends 100 (Continue) itself, when it reads the content'
const EMPTY = 'lighttpd drops fields without a value'
const AUTHORITY = 'lighttpd refuses targets whose authority is not that of Host'

/** Features. */
export const LACKS: Limitations['lacks'] = {
  'any-method': UNKNOWN,
  'client-abort': 'lighttpd takes a client that has closed for one that has sent all, until it writes to it',
}

/** Single cases. */
export const EXCEPTIONS: Limitations['exceptions'] = {
  'content-none-post': LENGTH_WANTED,
  'content-then-next-request': LENGTH_WANTED,
  'expect-100-not-when-failed': CONTINUES,
  'expect-100-not-when-unread': CONTINUES,
  'field-value-empty': EMPTY,
  'host-repeated-alike': 'lighttpd makes one Host of several that are alike',
  'method-brew': UNKNOWN,
  'method-post': LENGTH_WANTED,
  'response-field-empty': EMPTY,
  'target-absolute': AUTHORITY,
  'target-absolute-without-path': 'lighttpd refuses absolute targets without a path',
  'target-asterisk': 'lighttpd answers OPTIONS * itself',
  'upgrade-h2c': 'lighttpd changes to HTTP/2 itself',
}

const LENGTH_ADDED = 'lighttpd tells the length of an answer that is there as a whole'

/** Answers that break off before lighttpd has passed their head on. */
export const ENDED_AS_WHOLE: Limitations['lacks'] = {
  'cut-off': 'lighttpd ends an answer that breaks off soon as if it were whole',
}

/** Streams that are there as a whole before their head has gone out. */
export const WHOLE_STREAMS: Limitations['exceptions'] = { 'body-on-same-connection': LENGTH_ADDED }

/** The same in HTTP/1.0, where that is seen as such. */
export const HTTP10_STREAMS: Limitations['exceptions'] = {
  'http10-streamed': LENGTH_ADDED,
  'http10-streamed-although-kept': LENGTH_ADDED,
}

/** Clients of HTTP/1.0, where they are seen as such. */
export const HTTP10: Limitations['exceptions'] = {
  'http10-cut': 'lighttpd ends an answer in HTTP/1.0 as if it were whole',
  'http10-no-upgrade': 'lighttpd refuses Upgrade in HTTP/1.0',
}

/** What protocols lack that tell the length of content first. */
export const LENGTH_FIRST: Limitations['lacks'] = {
  'chunked-request': 'the protocol tells the length first: lighttpd refuses content without one (411)',
}
