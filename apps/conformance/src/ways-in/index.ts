import type { WayIn } from '../way-in.ts'
import { apacheCgid } from './apache-cgid.ts'
import { apacheFcgid } from './apache-fcgid.ts'
import { apacheGateways } from './apache-gateways.ts'
import { apachePassenger } from './apache-passenger.ts'
import { apacheTcp, apacheUnix } from './apache.ts'
import {
  haproxyHttp1,
  haproxyHttp2,
  haproxyV1,
  haproxyV2,
  haproxyV2Http2,
  haproxyV2Tls,
  haproxyV2TlsEnded,
} from './haproxy.ts'
import { inProcess } from './in-process.ts'
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
  haproxyV1,
  haproxyV2,
  haproxyV2Tls,
  haproxyV2TlsEnded,
  haproxyV2Http2,
  haproxyHttp1,
  haproxyHttp2,
]
