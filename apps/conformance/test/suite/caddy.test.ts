import { caddyFastcgi, caddyTcp, caddyUnix } from '../../src/ways-in/caddy.ts'
import { runSuite } from '../run-suite.ts'

runSuite(caddyTcp)
runSuite(caddyUnix)
caddyFastcgi.forEach(runSuite)
