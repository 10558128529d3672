const BEGIN_REQUEST = 1
const PARAMS = 4
const STDIN = 5

const VARIABLES = {
  REQUEST_METHOD: 'GET',
  REQUEST_URI: '/',
  SERVER_PROTOCOL: 'HTTP/1.1',
  HTTP_HOST: 'localhost',
}

/** The octets of a `GET /` over FastCGI, on a connection that stays; all lengths in it are short. */
export function fastcgiRequest(): string {
  const pairs = Object.entries(VARIABLES).map(
    ([name, value]) => String.fromCharCode(name.length, value.length) + name + value,
  )
  const responderThatStays = '\0\u0001\u0001\0\0\0\0\0'
  return (
    record(BEGIN_REQUEST, responderThatStays) +
    record(PARAMS, pairs.join('')) +
    record(PARAMS, '') +
    record(STDIN, '')
  )
}

function record(type: number, content: string): string {
  return `${String.fromCharCode(1, type, 0, 1, 0, content.length, 0, 0)}${content}`
}
