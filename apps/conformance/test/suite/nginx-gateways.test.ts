import { nginxGateways } from '../../src/ways-in/nginx-gateways.ts'
import { runSuite } from '../run-suite.ts'

nginxGateways.forEach(runSuite)
