import type { WayIn } from '../way-in.ts'
import { startInApache } from './apache-hosting.ts'
import { CONTINUE, HTTP10_ENDS, JOINING, OWN_RESOURCES, PASSING, READING } from './apache-limitations.ts'
import { VARIABLES } from './gateways.ts'

/** `@tsgi/cgi` under Apache's mod_cgid, which starts it anew for each request. */
export const apacheCgid: WayIn = {
  name: '@tsgi/cgi under mod_cgid of Apache httpd',
  lacks: {
    ...VARIABLES,
    ...PASSING,
    'cut-off': 'nothing tells Apache that the output of a script is not whole',
    observation: 'each request has a process of its own',
  },
  exceptions: {
    ...READING,
    ...OWN_RESOURCES,
    ...CONTINUE,
    ...HTTP10_ENDS,
    ...JOINING,
    'http10-streamed': 'Apache tells the length of an answer that is there as a whole',
    'response-field-location':
      'Apache takes 200 with a path in Location for a request of its own (RFC 3875 §6.2.2)',
  },
  programs: ['apache2'],
  start: startInApache({
    modules: ['alias', 'cgid', 'env'],
    program: 'cgi',
    script: 'app',
    // Where everything is below a script, its name is empty and the rest is the path.
    directives: (folder) => `
ScriptSock ${folder}/cgid.sock
ScriptAlias / ${folder}/app/
# Otherwise Apache takes the length from answers (since 2.4.59), and Authorization from requests.
SetEnv ap_trust_cgilike_cl yes
<Directory ${folder}>
  Require all granted
  CGIPassAuth On
</Directory>`,
  }),
}
