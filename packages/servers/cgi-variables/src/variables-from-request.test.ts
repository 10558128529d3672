import type { HttpRequest } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import { expect, it } from 'vitest'
import { variablesFromRequest } from './variables-from-request.ts'

const SERVER = { name: '@tsgi/server', version: '1.2.3', spec: '1.0', runtime: 'test' }

it('tells all of a request (RFC 3875 §4.1)', async () => {
  let seen: HttpRequest | undefined
  await client((request) => {
    seen = request
    return { status: 204, headers: {}, body: null }
  }).post('/a%2Fb?c=d', {
    scheme: 'https',
    headers: { host: 'example.com:8443', proxy: 'evil', x_y: 'z' },
    json: 1,
  })
  expect(Object.fromEntries(variablesFromRequest({ ...seen!, basePath: '/app' }, SERVER))).toEqual({
    GATEWAY_INTERFACE: 'CGI/1.1',
    SERVER_SOFTWARE: 'server/1.2.3',
    SERVER_PROTOCOL: 'HTTP/1.1',
    SERVER_NAME: 'example.com',
    SERVER_PORT: '8443',
    REQUEST_METHOD: 'POST',
    REQUEST_SCHEME: 'https',
    HTTPS: 'on',
    REQUEST_URI: '/app/a%2Fb?c=d',
    SCRIPT_NAME: '/app',
    PATH_INFO: '/a/b',
    QUERY_STRING: 'c=d',
    REMOTE_ADDR: '127.0.0.1',
    REMOTE_PORT: '50000',
    CONTENT_TYPE: 'application/json',
    CONTENT_LENGTH: '1',
    HTTP_HOST: 'example.com:8443',
  })
})
