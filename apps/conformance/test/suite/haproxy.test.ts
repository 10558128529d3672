import { haproxyHttp1, haproxyHttp1Unix, haproxyHttp2 } from '../../src/ways-in/haproxy.ts'
import { runSuite } from '../run-suite.ts'

runSuite(haproxyHttp1)
runSuite(haproxyHttp1Unix)
runSuite(haproxyHttp2)
