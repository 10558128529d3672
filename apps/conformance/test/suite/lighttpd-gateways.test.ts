import { lighttpdGateways } from '../../src/ways-in/lighttpd-gateways.ts'
import { runSuite } from '../run-suite.ts'

lighttpdGateways.forEach(runSuite)
