import { haproxyFastcgi } from '../../src/ways-in/haproxy.ts'
import { runSuite } from '../run-suite.ts'

haproxyFastcgi.forEach(runSuite)
