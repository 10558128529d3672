import type { WayIn } from '../way-in.ts'
import { apacheTcp, apacheUnix } from './apache.ts'
import { inProcess } from './in-process.ts'
import { nginxTcp, nginxUnix } from './nginx.ts'
import { serverTcp } from './server-tcp.ts'
import { serverUnix } from './server-unix.ts'

/** Every way in that there is. */
export const waysIn: readonly WayIn[] = [
  inProcess,
  serverTcp,
  serverUnix,
  nginxTcp,
  nginxUnix,
  apacheTcp,
  apacheUnix,
]
