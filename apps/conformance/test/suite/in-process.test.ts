import { inProcess, inProcessAnew } from '../../src/ways-in/in-process.ts'
import { runSuite } from '../run-suite.ts'

runSuite(inProcess)
runSuite(inProcessAnew)
