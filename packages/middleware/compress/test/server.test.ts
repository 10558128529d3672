import { randomBytes } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { text } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { start } from '@tsgi/test-servers'
import { describe, expect, it } from 'vitest'
import { compress } from '../src/index.ts'
import { CODINGS, decode, expectNothingUnhandled, gate, noise, page, prose } from './material.ts'
import { ask, open } from './ask.ts'

describe.each(CODINGS)('%s over a socket', (coding) => {
  it('arrives whole, of every size, and has the same fields for HEAD', async () => {
    const { url, errors } = await start(compress()(({ query }) => page(prose(Number(query)))))
    for (const length of [2000, 200_000, 2_000_000]) {
      const target = `${url}/?${length}`
      const answer = await ask(target, { 'accept-encoding': coding })
      expect(answer.coding).toBe(coding)
      expect(answer.content.toString()).toBe(prose(length))
      const { date: _got, 'transfer-encoding': _framing, ...fields } = answer.headers
      const { date: _headed, ...headed } = (await ask(target, { 'accept-encoding': coding }, 'HEAD')).headers
      expect(headed).toEqual(fields)
    }
    expect(errors).toEqual([])
  })

  it.each(['before the head', 'after the head', 'in the middle'])(
    'closes the source when the client leaves %s (CP1)',
    async (when) => {
      expectNothingUnhandled()
      const begun = gate()
      const closed = gate()
      const endless = async function* () {
        try {
          begun.open()
          if (when === 'before the head') await left.promise
          if (when === 'after the head') yield ''
          for (;;) yield noise(50_000)
        } finally {
          closed.open()
        }
      }
      const left = gate()
      const { url, errors } = await start(
        compress()(({ exchange }) => {
          exchange.signal.addEventListener('abort', () => left.open())
          return page(endless())
        }),
      )
      const leaving = new AbortController()
      const fetching = fetch(url, { headers: { 'accept-encoding': coding }, signal: leaving.signal })
      fetching.catch(() => {})
      await begun.promise
      if (when !== 'before the head') {
        const reader = (await fetching).body!.getReader()
        if (when === 'in the middle') await reader.read()
        reader.closed.catch(() => {})
      }
      leaving.abort()
      await closed.promise
      expect(errors).toEqual([])
    },
  )

  it('is cut, never ended cleanly, when its source fails (CP9)', async () => {
    const told = gate()
    const failing = async function* () {
      yield 'begun'
      await told.promise
      throw new Error('disk')
    }
    const { url, errors } = await start(compress()(() => page(failing())))
    const answer = await open(url, { 'accept-encoding': coding })
    told.open()
    await expect(
      (async () => {
        for await (const _chunk of answer);
      })(),
    ).rejects.toThrow('aborted')
    expect(errors).toEqual([expect.objectContaining({ message: 'disk' })])
  })

  it('waits for a client that reads slowly (BODY-13)', async () => {
    let taken = 0
    const endless = async function* () {
      for (;;) {
        taken += 65_536
        yield randomBytes(65_536)
      }
    }
    const { url } = await start(compress()(() => page(endless())))
    const answer = await open(url, { 'accept-encoding': coding })
    answer.pause()
    let before = -1
    while (taken !== before) {
      before = taken
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    answer.destroy()
    // Buffers of the kernel, on both sides.
    expect(taken).toBeLessThan(50 * 1024 * 1024)
  })
})

// Again where it fails: what blocks does so each time, while other processes that take the cores do not.
it('many large answers keep nobody waiting (CP6, G26)', { retry: 2 }, async () => {
  const large = prose(2 * 1024 * 1024)
  const streamed = async function* () {
    for (let at = 0; at < large.length; at += 65_536) yield large.slice(at, at + 65_536)
  }
  const app: Application = ({ path }) =>
    path === '/tiny' ? text('tiny') : page(path === '/whole' ? large : streamed())
  const { url } = await start(compress()(app))
  await ask(`${url}/whole`, { 'accept-encoding': 'gzip' })
  const delays = monitorEventLoopDelay({ resolution: 5 })
  delays.enable()
  const downloads = Promise.all(
    Array.from({ length: 10 }, async (_none, index) => {
      const coding = CODINGS[index % CODINGS.length]!
      const answer = await open(`${url}/${index % 2 === 0 ? 'whole' : 'stream'}`, {
        'accept-encoding': coding,
      })
      const chunks: Uint8Array[] = []
      for await (const chunk of answer) chunks.push(chunk as Uint8Array)
      return { coding, chunks }
    }),
  )
  const over = new AbortController()
  const tiny = (async () => {
    const latencies: number[] = []
    while (!over.signal.aborted) {
      const since = performance.now()
      await ask(`${url}/tiny`)
      latencies.push(performance.now() - since)
    }
    return latencies.toSorted((a, b) => a - b)
  })()
  const answers = await downloads
  over.abort()
  delays.disable()
  for (const { coding, chunks } of answers)
    expect(decode(coding, Buffer.concat(chunks)).toString()).toBe(large)
  const latencies = await tiny
  expect(latencies.length).toBeGreaterThan(5)
  expect(delays.percentile(99) / 1e6, 'milliseconds that the event loop was late').toBeLessThan(100)
})
