/* Clients that take a compressed answer after the other, and say `taken` or why not: `node taker.js PORT CLIENTS BYTES`. */
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import { CODINGS } from './codings.ts'

const [port, clients, bytes] = process.argv.slice(2).map(Number)
const agent = new Agent({ keepAlive: true })
process.on('disconnect', () => process.exit())
// So that the engine has compiled what it will run.
for (const coding of CODINGS) await take(coding)
process.send!('ready')
for (let i = 0; i < clients!; i++) void takeOn(CODINGS[i % CODINGS.length]!)

async function takeOn(coding: string): Promise<void> {
  for (;;) {
    const outcome = await take(coding).then(
      () => 'taken',
      (error: Error) => error.message,
    )
    process.send!(outcome)
  }
}

async function take(coding: string): Promise<void> {
  const headers = { 'accept-encoding': coding }
  const request = get(`http://127.0.0.1:${port}/compressed?bytes=${bytes}`, { agent, headers })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  if (answer.headers['content-encoding'] !== coding) throw new Error(`The answer is not in ${coding}`)
  await finished(answer.resume())
}
