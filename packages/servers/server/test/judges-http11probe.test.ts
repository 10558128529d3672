import { HTTP11PROBE } from './judges-http11probe.ts'
import { SMUGGLING } from './judges-http11probe-smuggling.ts'
import { judgeAll, countCases } from './judges-verdict.ts'

judgeAll([...HTTP11PROBE, ...SMUGGLING], [])
console.log(countCases([...HTTP11PROBE, ...SMUGGLING]))
