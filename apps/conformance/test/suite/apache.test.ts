import { apacheTcp, apacheUnix } from '../../src/ways-in/apache.ts'
import { runSuite } from '../run-suite.ts'

runSuite(apacheTcp)
runSuite(apacheUnix)
