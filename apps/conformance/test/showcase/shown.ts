import { apacheTcp } from '../../src/ways-in/apache.ts'
import { haproxyHttp1 } from '../../src/ways-in/haproxy.ts'
import { nginxTcp } from '../../src/ways-in/nginx.ts'
import { serverTcp, serverTlsHttp2 } from '../../src/ways-in/server-tcp.ts'
import type { WayIn } from '../../src/way-in.ts'

/** The ways in through which the showcase is used. */
export const SHOWN: readonly WayIn[] = [serverTcp, serverTlsHttp2, nginxTcp, apacheTcp, haproxyHttp1]
