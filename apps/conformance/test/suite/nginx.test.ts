import { nginxStream } from '../../src/ways-in/nginx-stream.ts'
import { nginxTcp, nginxUnix } from '../../src/ways-in/nginx.ts'
import { runSuite } from '../run-suite.ts'

runSuite(nginxTcp)
runSuite(nginxUnix)
runSuite(nginxStream)
