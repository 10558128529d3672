import {
  haproxyV1,
  haproxyV2,
  haproxyV2Http2,
  haproxyV2Tls,
  haproxyV2TlsEnded,
  haproxyV2Unix,
} from '../../src/ways-in/haproxy.ts'
import { runSuite } from '../run-suite.ts'

runSuite(haproxyV1)
runSuite(haproxyV2)
runSuite(haproxyV2Unix)
runSuite(haproxyV2Tls)
runSuite(haproxyV2Http2)
runSuite(haproxyV2TlsEnded)
