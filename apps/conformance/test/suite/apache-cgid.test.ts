import { apacheCgid } from '../../src/ways-in/apache-cgid.ts'
import { runSuite } from '../run-suite.ts'

runSuite(apacheCgid)
