import { apacheFcgid } from '../../src/ways-in/apache-fcgid.ts'
import { runSuite } from '../run-suite.ts'

runSuite(apacheFcgid)
