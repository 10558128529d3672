import type { WayIn } from '../way-in.ts'
import { startInApache } from './apache-hosting.ts'
import { CONTINUE, EARLY_ANSWERS, OWN_RESOURCES, PASSING, READING } from './apache-limitations.ts'

const JOINED = 'Passenger joins the lines of a field, those of Set-Cookie excepted'

/** `@tsgi/passenger` under Phusion Passenger in Apache, which starts it. */
export const apachePassenger: WayIn = {
  name: '@tsgi/passenger under Passenger in Apache httpd',
  lacks: {
    ...PASSING,
    'any-method': 'Passenger refuses methods that it does not know',
    'cut-off': 'Passenger answers 502 where an answer breaks off soon, and later ends it as if it were whole',
    'http/1.0': 'Passenger asks in HTTP/1.1, whatever the client speaks',
    informational: 'Passenger takes a 1xx for the response',
    trailers: 'Passenger drops them',
    upgrade: 'Apache gives the response a framing, as if it had content',
  },
  exceptions: {
    ...READING,
    ...OWN_RESOURCES,
    ...CONTINUE,
    ...EARLY_ANSWERS,
    'method-brew': 'Passenger refuses methods that it does not know',
    'response-field-link': JOINED,
    'response-field-several-lines': JOINED,
    'response-field-www-authenticate': JOINED,
    'stream-too-long': 'Passenger answers 502 where an answer breaks off soon',
    'target-authority': 'Node does not give CONNECT to listeners of requests',
  },
  programs: ['apache2', '/usr/lib/apache2/modules/mod_passenger.so'],
  start: startInApache({
    modules: ['passenger'],
    program: 'passenger',
    script: 'app.cjs',
    directives: (folder) => `
PassengerRoot /usr/lib/ruby/vendor_ruby/phusion_passenger/locations.ini
PassengerInstanceRegistryDir ${folder}
PassengerLogFile ${folder}/passenger.log
PassengerUserSwitching off
${process.getuid?.() === 0 ? 'PassengerDefaultUser root' : ''}
PassengerDisableSecurityUpdateCheck on
PassengerDisableAnonymousTelemetry on
PassengerAllowEncodedSlashes on
PassengerBufferUpload off
# All requests meet one process.
PassengerMaxPoolSize 1
PassengerNodejs ${process.execPath}
DocumentRoot ${folder}
PassengerAppRoot ${folder}
PassengerAppType node
PassengerStartupFile app.cjs
<Directory ${folder}>
  Require all granted
</Directory>`,
  }),
}
