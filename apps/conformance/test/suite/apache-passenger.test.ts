import { apachePassenger } from '../../src/ways-in/apache-passenger.ts'
import { runSuite } from '../run-suite.ts'

runSuite(apachePassenger)
