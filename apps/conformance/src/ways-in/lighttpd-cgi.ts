import type { ChildOptions } from '../child.ts'
import { startHosted } from '../hosted.ts'
import { scriptOf } from '../programs.ts'
import type { WayIn } from '../way-in.ts'
import { VARIABLES } from './gateways.ts'
import {
  EXCEPTIONS,
  HTTP10,
  HTTP10_STREAMS,
  LACKS,
  LENGTH_FIRST,
  WHOLE_STREAMS,
} from './lighttpd-limitations.ts'

/** `@tsgi/cgi` under mod_cgi of lighttpd, which starts it anew for each request. */
export const lighttpdCgi: WayIn = {
  name: '@tsgi/cgi under mod_cgi of lighttpd',
  lacks: {
    ...LACKS,
    ...VARIABLES,
    ...LENGTH_FIRST,
    'cut-off': 'nothing tells lighttpd that the output of a script is not whole',
    observation: 'each request has a process of its own',
  },
  exceptions: { ...EXCEPTIONS, ...HTTP10, ...WHOLE_STREAMS, ...HTTP10_STREAMS },
  programs: ['lighttpd', '/usr/lib/lighttpd/mod_cgi.so'],
  start: (_application, name) =>
    startHosted(
      (port, application): ChildOptions => ({
        program: 'lighttpd',
        arguments: (folder) => ['-D', '-f', `${folder}/program.conf`],
        configuration: (folder) => configuration(folder, port),
        scripts: { app: scriptOf('cgi', application) },
        port,
      }),
      name,
    ),
}

/** Where everything is below a script, its name is empty and the rest is the path. */
function configuration(folder: string, port: number): string {
  return `
server.modules = ("mod_alias", "mod_setenv", "mod_cgi")
server.document-root = "${folder}"
server.bind = "127.0.0.1"
server.port = ${port}
server.http-parseopts = ("method-get-body" => "enable", "url-normalize" => "disable")
server.range-requests = "disable"
server.max-request-size = 0
server.max-request-field-size = 65536
server.stream-request-body = 2
server.stream-response-body = 2
setenv.set-request-header = ("Proxy" => "")
alias.url = ("/" => "${folder}/app/")
cgi.assign = ("/app" => "")
`
}
