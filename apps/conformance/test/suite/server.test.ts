import { serverTcp } from '../../src/ways-in/server-tcp.ts'
import { serverUnix } from '../../src/ways-in/server-unix.ts'
import { runSuite } from '../run-suite.ts'

runSuite(serverTcp)
runSuite(serverUnix)
