import { lighttpdCgi } from '../../src/ways-in/lighttpd-cgi.ts'
import { runSuite } from '../run-suite.ts'

runSuite(lighttpdCgi)
