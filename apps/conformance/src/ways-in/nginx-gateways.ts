import type { Limitations } from '@tsgi/testing'
import { startBehind } from '../behind.ts'
import type { Link, Upstream } from '../behind.ts'
import type { ChildOptions } from '../child.ts'
import type { WayIn } from '../way-in.ts'
import { GATEWAYS } from './gateways.ts'
import type { GatewayProtocol } from './gateways.ts'
import { nginxConfiguration } from './nginx.ts'

/** What nginx tells gateways besides the fields of a request. */
const VARIABLES: Readonly<Record<string, string>> = {
  REQUEST_METHOD: '$request_method',
  REQUEST_URI: '$request_uri',
  QUERY_STRING: '$query_string',
  CONTENT_TYPE: '$content_type',
  SERVER_PROTOCOL: '$server_protocol',
  REQUEST_SCHEME: '$scheme',
  REMOTE_ADDR: '$remote_addr',
  REMOTE_PORT: '$remote_port',
  SERVER_NAME: '$server_name',
  SERVER_PORT: '$server_port',
  HTTP_HOST: '$http_host',
}

/** What a protocol lacks that has lengths and no ends. */
const SINGLE: Limitations['lacks'] = {
  'upload-streaming': 'the protocol tells the length first: nginx has to read all of a request before',
}
const NO_RESET = 'a unix socket has no reset, and the protocol has no end that could be missing'

/** Further directives. To SCGI nginx tells the length by itself, and twice is once too often. */
const MORE: Readonly<Record<GatewayProtocol, readonly string[]>> = {
  fastcgi: ['fastcgi_keep_conn on;', 'fastcgi_param CONTENT_LENGTH $content_length;'],
  scgi: ['scgi_param SCGI 1;'],
  uwsgi: ['uwsgi_param CONTENT_LENGTH $content_length;'],
}

/** Our gateways behind nginx, over TCP and over unix sockets. */
export const nginxGateways: readonly WayIn[] = (['fastcgi', 'scgi', 'uwsgi'] as const).flatMap((protocol) =>
  (['tcp', 'unix'] as const).map((link) => nginxTo(protocol, link)),
)

function nginxTo(protocol: GatewayProtocol, link: Link): WayIn {
  return {
    name: `@tsgi/${protocol} behind nginx (${link})`,
    lacks: {
      ...(protocol === 'fastcgi' ? {} : SINGLE),
      ...(protocol !== 'fastcgi' && link === 'unix' ? { 'cut-off': NO_RESET } : {}),
      'any-field-name':
        'names of meta-variables have no hyphens: a field with an underscore could pass for another',
      'any-method': 'nginx refuses TRACE, and methods with other characters than capital letters',
      'expect-continue': 'nginx sends 100 (Continue) itself, and at once',
      'full-duplex': 'nginx stops sending a request when its answer has begun and the socket is full',
      informational: 'the protocol has one response',
      'target-forms': 'nginx refuses *, and prefers Host to the authority of a target',
      trailers: 'the protocol has none',
      upgrade: 'the protocol has none',
    },
    exceptions: {
      ...(protocol === 'fastcgi'
        ? {}
        : {
            'content-empty-chunked':
              'nginx drops the framing of content that it has read to the end and found empty',
          }),
      'http10-cut': 'nginx ends an answer in HTTP/1.0 as if it were whole',
      'path-raw-escaped-nul': 'nginx refuses %00',
      'path-raw-too-many-dots': 'nginx refuses paths above the root',
    },
    programs: ['nginx'],
    start: (application) =>
      startBehind({ child: nginx(protocol), link, serve: GATEWAYS[protocol] }, application),
  }
}

function nginx(protocol: GatewayProtocol): (port: number, upstream: Upstream) => ChildOptions {
  return (port, upstream) => ({
    program: 'nginx',
    arguments: (folder) => ['-p', folder, '-c', 'program.conf', '-e', 'stderr'],
    configuration: (folder) => nginxConfiguration(folder, port, upstream, location(protocol)),
    port,
  })
}

function location(protocol: GatewayProtocol): string {
  const variables = Object.entries(VARIABLES).map(([name, value]) => `${protocol}_param ${name} ${value};`)
  return [
    `${protocol}_pass application;`,
    ...MORE[protocol],
    ...variables,
    `${protocol}_pass_header Date;`,
    `${protocol}_pass_header Server;`,
    `${protocol}_buffering off;`,
    `${protocol}_request_buffering ${protocol === 'fastcgi' ? 'off' : 'on'};`,
    `${protocol}_buffer_size 32k;`,
    `${protocol}_buffers 8 32k;`,
  ].join('\n      ')
}
