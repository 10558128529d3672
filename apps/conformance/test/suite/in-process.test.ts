import { conformanceApplication } from '@tsgi/testing'
import { inProcess } from '../../src/ways-in/in-process.ts'
import type { WayIn } from '../../src/way-in.ts'
import { runSuite } from '../run-suite.ts'

/** As with CGI, where nothing that one request left behind meets the next. */
const inProcessAnew: WayIn = {
  ...inProcess,
  name: 'in-process client of an application made anew for each request',
  lacks: { ...inProcess.lacks, observation: 'each request meets an application of its own' },
  start: async () => ({
    send: async (request) => (await inProcess.start(conformanceApplication())).send(request),
    url: '',
    close: async () => {},
  }),
}

runSuite(inProcess)
runSuite(inProcessAnew)
