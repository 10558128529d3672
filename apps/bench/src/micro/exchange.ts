import { runExchange } from '@tsgi/exchange'
import type { Gateway } from '@tsgi/exchange'
import { text } from '@tsgi/message'
import type { Application, HttpResponse } from '@tsgi/spec'
import { CHUNK, CHUNK_COUNT, HELLO } from '../contenders/answers.ts'
import type { Benchmark } from './benchmark.ts'
import { DiscardingTransport } from './discarding-transport.ts'
import type { Sent } from './discarding-transport.ts'
import { INCOMING, gatewayFor } from './fixtures.ts'

const atOnce = gatewayFor(() => text(HELLO))
const watched = gatewayFor((request) => {
  request.exchange.onFinish(ignore)
  return text(HELLO)
})
const later = gatewayFor(async () => text(HELLO))
const streamed = gatewayFor(streamOf(CHUNK_COUNT))

const HELLO_SENT: Sent = { status: 200, length: HELLO.length, end: 'finished' }

/** An exchange from the head that was read to the response that is written, with a client that takes it at once. */
export const exchange: readonly Benchmark[] = [
  { name: 'answer at once', run: () => sentAtOnce(atOnce), expected: HELLO_SENT },
  { name: 'answer at once, with onFinish', run: () => sentAtOnce(watched), expected: HELLO_SENT },
  { name: 'answer by a promise', run: () => sentLater(later), expected: HELLO_SENT },
  {
    name: `stream of ${CHUNK_COUNT} chunks`,
    run: () => sentLater(streamed),
    expected: { status: 200, length: CHUNK_COUNT * CHUNK.length, end: 'finished' },
  },
]

function sentAtOnce(gateway: Gateway): Sent {
  const transport = new DiscardingTransport()
  runExchange(gateway, INCOMING, transport)
  return transport.sent
}

/** Costs a promise more than {@link sentAtOnce}. */
function sentLater(gateway: Gateway): Promise<Sent> {
  return new Promise((resolve) => void runExchange(gateway, INCOMING, new DiscardingTransport(resolve)))
}

function streamOf(count: number): Application {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let sent = 0; sent < count; sent++) yield CHUNK
  }
  const headers = { 'content-type': 'application/octet-stream' }
  return (): HttpResponse => ({ status: 200, headers, body: chunks() })
}

function ignore(): void {}
