import { lighttpdTcp, lighttpdUnix } from '../../src/ways-in/lighttpd.ts'
import { runSuite } from '../run-suite.ts'

runSuite(lighttpdTcp)
runSuite(lighttpdUnix)
