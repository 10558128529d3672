import type { WayIn } from '../way-in.ts'
import { apacheCgid } from './apache-cgid.ts'
import { apacheFcgid } from './apache-fcgid.ts'
import { apacheGateways } from './apache-gateways.ts'
import { apachePassenger } from './apache-passenger.ts'
import { apacheTcp, apacheUnix } from './apache.ts'
import { caddyFastcgi, caddyTcp, caddyUnix } from './caddy.ts'
import {
  haproxyFastcgi,
  haproxyHttp1,
  haproxyHttp1Unix,
  haproxyHttp2,
  haproxyV1,
  haproxyV2,
  haproxyV2Http2,
  haproxyV2Tls,
  haproxyV2TlsEnded,
  haproxyV2Unix,
} from './haproxy.ts'
import { inProcess } from './in-process.ts'
import { lighttpdCgi } from './lighttpd-cgi.ts'
import { lighttpdGateways } from './lighttpd-gateways.ts'
import { lighttpdTcp, lighttpdUnix } from './lighttpd.ts'
import { nginxGateways } from './nginx-gateways.ts'
import { nginxStream } from './nginx-stream.ts'
import { nginxTcp, nginxUnix } from './nginx.ts'
import { serverHttp2, serverTcp, serverTls, serverTlsHttp2 } from './server-tcp.ts'
import { serverUnix } from './server-unix.ts'

/** Every way in that there is. */
export const waysIn: readonly WayIn[] = [
  inProcess,
  serverTcp,
  serverTls,
  serverTlsHttp2,
  serverHttp2,
  serverUnix,
  nginxTcp,
  nginxUnix,
  nginxStream,
  ...nginxGateways,
  apacheTcp,
  apacheUnix,
  ...apacheGateways,
  apacheFcgid,
  apacheCgid,
  apachePassenger,
  lighttpdTcp,
  lighttpdUnix,
  ...lighttpdGateways,
  lighttpdCgi,
  caddyTcp,
  caddyUnix,
  ...caddyFastcgi,
  haproxyHttp1,
  haproxyHttp1Unix,
  haproxyHttp2,
  ...haproxyFastcgi,
  haproxyV1,
  haproxyV2,
  haproxyV2Unix,
  haproxyV2Tls,
  haproxyV2TlsEnded,
  haproxyV2Http2,
]
