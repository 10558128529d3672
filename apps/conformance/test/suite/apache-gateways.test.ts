import { apacheGateways } from '../../src/ways-in/apache-gateways.ts'
import { runSuite } from '../run-suite.ts'

apacheGateways.forEach(runSuite)
