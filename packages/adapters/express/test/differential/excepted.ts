const REQUEST_TRAILERS = 'SPEC has no trailers of requests'
const OLD = 'to HTTP/1.0 names go out as SPEC has them'

const SERVER = {
  'nothing there, with markup in the path': 'the server refuses such targets (RFC 3986 §3.3)',
  'JSON in chunks that is too large': 'the server hands on what has come, not each chunk by itself',
  'trailers of a request': REQUEST_TRAILERS,
}

const PIECES = 'what was written at once goes out at once: with a length, or in other chunks'
const NO_LENGTH = '204 has no length (RFC 9110 §8.6)'

/** Cases on our server that are the same in meaning only, and why; all others are to the octet. */
export const alike: Readonly<Record<string, string>> = {
  'a handler of node:http inside': PIECES,
  'a stream that breaks later': PIECES,
  'a session and an answer in pieces': PIECES,
  'chunked by its own will': PIECES,
  trailers: PIECES,
  'writeHead after setHeader': PIECES,
  'writeHead with a reason and fields': PIECES,
  'writeHead with an object': PIECES,
  'writeHead with cookies': PIECES,
  'writeHead with pairs': PIECES,
  'writeHead with pairs after setHeader': PIECES,
  'a pipe': PIECES,
  'a pipe of much': PIECES,
  'much that waits for drain': PIECES,
  'an empty write': PIECES,
  'callbacks of write and end': PIECES,
  cork: PIECES,
  'several writes at once': PIECES,
  'writes in other encodings': PIECES,
  'the version': OLD,
  'without host, HTTP/1.0': OLD,
  'one answer to HTTP/1.0': OLD,
  'requests of HTTP/1.0 that stay': OLD,
  'several writes to HTTP/1.0': OLD,
  'several writes to HTTP/1.0 that wants to stay': OLD,
  '204 with fields of content': NO_LENGTH,
  'cors asked beforehand': NO_LENGTH,
  'cors asked by nobody': NO_LENGTH,
  'characters beyond ASCII': 'Node writes fields in front of text as UTF-8; here octets stay octets',
  'early hints': 'SPEC has names of fields in lower case (HEAD-5), and a 1xx is not written by Node',
}

/** Cases that differ, and why: by way in, then by case. */
export const excepted: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '@tsgi/server': SERVER,
  'middleware on @tsgi/server': SERVER,
  'toNode on node:http': {
    'trailers of a request': REQUEST_TRAILERS,
    trailers: 'SPEC has names of fields in lower case (HEAD-5)',
    'early hints': 'SPEC has names of fields in lower case (HEAD-5), and a 1xx is not written by Node',
    'without host, HTTP/1.0': OLD,
    'the version': OLD,
    'several writes to HTTP/1.0': OLD,
    'several writes to HTTP/1.0 that wants to stay': OLD,
    'one answer to HTTP/1.0': OLD,
    'requests of HTTP/1.0 that stay': OLD,
  },
}
