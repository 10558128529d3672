import { nginxTcp, nginxUnix } from '../../src/ways-in/nginx.ts'
import { runSuite } from '../run-suite.ts'

runSuite(nginxTcp)
runSuite(nginxUnix)
