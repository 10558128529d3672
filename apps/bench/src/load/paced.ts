/* A process of its own, so that nothing else delays it: takes a Pace as JSON, prints percentiles as JSON. */
import { percentile } from '../statistics.ts'
import { pacedLatencies } from './paced-load.ts'
import type { Pace } from './paced-load.ts'

const latencies = await pacedLatencies(JSON.parse(process.argv[2]!) as Pace)
latencies.sort()
const [p50Micros, p99Micros, p999Micros] = [50, 99, 99.9].map((percent) => percentile(latencies, percent))
console.log(JSON.stringify({ p50Micros, p99Micros, p999Micros }))
