import type { WayIn } from '../way-in.ts'
import { startInApache } from './apache-hosting.ts'
import {
  CONTINUE,
  EMPTY_CHUNKS,
  HTTP10_ENDS,
  JOINING,
  OWN_RESOURCES,
  PASSING,
  READING,
} from './apache-limitations.ts'
import { VARIABLES } from './gateways.ts'

/** `@tsgi/fastcgi` under Apache's mod_fcgid, which starts it. */
export const apacheFcgid: WayIn = {
  name: '@tsgi/fastcgi under mod_fcgid of Apache httpd',
  lacks: {
    ...VARIABLES,
    ...PASSING,
    'cut-off': 'mod_fcgid ends an answer that breaks off as if it were whole, or with a page of its own',
    observation: 'mod_fcgid gives a process one request at a time, and starts others for further ones',
    'upload-streaming': 'mod_fcgid reads all of a request before it hands it on',
  },
  exceptions: {
    ...READING,
    ...OWN_RESOURCES,
    ...CONTINUE,
    ...EMPTY_CHUNKS,
    ...HTTP10_ENDS,
    ...JOINING,
    'response-field-location':
      'Apache takes 200 with a path in Location for a request of its own (RFC 3875 §6.2.2)',
  },
  programs: ['apache2', '/usr/lib/apache2/modules/mod_fcgid.so'],
  start: startInApache({
    modules: ['alias', 'fcgid'],
    program: 'fastcgi',
    script: 'app',
    // Where everything is below a script, its name is empty and the rest is the path.
    directives: (folder) => `
FcgidIPCDir ${folder}
FcgidProcessTableFile ${folder}/table
# Streams do not wait for a buffer to fill.
FcgidOutputBufferSize 0
FcgidMaxRequestLen 1073741824
ScriptAlias / ${folder}/app/
<Directory ${folder}>
  SetHandler fcgid-script
  Options +ExecCGI
  Require all granted
  CGIPassAuth On
</Directory>`,
  }),
}
