/*
 * What a hello world costs: server CPU per request with a browser's fields over 64 kept connections. Contenders take
 * turns, several rounds of them, because machines are noisy; the CPU time comes from the operating system.
 */
import { parseArgs } from 'node:util'
import { start } from './contender.ts'
import { LOADER, load } from './load.ts'

const REFERENCE = 'node-http'
const CONTENDERS = [REFERENCE, 'tsgi', 'tsgi-layers']
const WARM_UP_SECONDS = 2

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '4' } },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)

interface Sample {
  readonly microsPerRequest: number
  readonly requestsPerSecond: number
}

const samples = new Map<string, Sample[]>(CONTENDERS.map((name) => [name, []]))
for (let round = 0; round < rounds; round++) {
  for (const name of CONTENDERS) samples.get(name)!.push(await measure(name))
}
print()

async function measure(name: string): Promise<Sample> {
  const contender = await start(name)
  try {
    await load(contender.url, WARM_UP_SECONDS)
    const before = contender.cpuMicros()
    const requests = await load(contender.url, seconds)
    const micros = contender.cpuMicros() - before
    return { microsPerRequest: micros / requests, requestsPerSecond: requests / seconds }
  } finally {
    await contender.stop()
  }
}

function print(): void {
  const reference = median(REFERENCE, 'microsPerRequest')
  console.log(`node ${process.version}, ${LOADER}, ${rounds} rounds of ${seconds} s, medians`)
  console.log('contender      CPU µs/request   requests/s   CPU ratio')
  for (const name of CONTENDERS) {
    const micros = median(name, 'microsPerRequest')
    const rate = Math.round(median(name, 'requestsPerSecond'))
    const columns = [
      micros.toFixed(2).padStart(14),
      String(rate).padStart(12),
      (micros / reference).toFixed(2).padStart(11),
    ]
    console.log(name.padEnd(14), columns.join(' '))
  }
}

function median(name: string, member: keyof Sample): number {
  const sorted = samples.get(name)!.map((sample) => sample[member])
  sorted.sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}
