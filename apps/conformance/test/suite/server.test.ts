import { serverHttp2, serverTcp, serverTls, serverTlsHttp2 } from '../../src/ways-in/server-tcp.ts'
import { serverUnix } from '../../src/ways-in/server-unix.ts'
import { runSuite } from '../run-suite.ts'

runSuite(serverTcp)
runSuite(serverTls)
runSuite(serverTlsHttp2)
runSuite(serverHttp2)
runSuite(serverUnix)
