import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LineQueue } from './line-queue.ts'
import type { QueueOptions } from './line-queue.ts'
import type { SinkError } from './sink-error.ts'
import type { Target } from './target.ts'

/** A target of which the test says how much it takes, or how it fails. */
class TestTarget implements Target {
  losesOnError = false
  text = ''
  writes = 0
  isClosed = false
  take: (octets: Uint8Array) => number = (octets) => octets.length

  async write(octets: Uint8Array): Promise<number> {
    this.writes++
    const taken = this.take(octets)
    this.text += Buffer.from(octets.subarray(0, taken)).toString()
    return taken
  }

  writeNow(octets: Uint8Array): void {
    this.text += Buffer.from(octets).toString()
  }

  async close(): Promise<void> {
    this.isClosed = true
  }
}

const errors: SinkError[] = []
const codes = (): string[] => errors.map(({ code }) => code)

function setUp(options: Partial<QueueOptions> = {}): { target: TestTarget; queue: LineQueue } {
  const target = new TestTarget()
  const onError = (error: SinkError): void => void errors.push(error)
  return {
    target,
    queue: new LineQueue(target, { flushIntervalMs: 1000, maxQueueBytes: 100, onError, ...options }),
  }
}

beforeEach(() => {
  errors.length = 0
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => void vi.useRealTimers())

describe('LineQueue', () => {
  it('writes what came within an interval at once, when it is over', async () => {
    const { target, queue } = setUp()
    queue.add('a')
    await vi.advanceTimersByTimeAsync(999)
    queue.add('b')
    expect(target.text).toBe('')
    await vi.advanceTimersByTimeAsync(1)
    expect([target.text, target.writes]).toEqual(['a\nb\n', 1])
  })

  it('writes earlier when there is enough, and at once without an interval', async () => {
    const { target, queue } = setUp({ maxQueueBytes: 1e6 })
    const line = 'x'.repeat(65_535)
    queue.add(line)
    await vi.advanceTimersByTimeAsync(0)
    expect(target.text).toBe(`${line}\n`)
    const other = setUp({ flushIntervalMs: 0 })
    other.queue.add('a')
    other.queue.add('b')
    await vi.advanceTimersByTimeAsync(0)
    expect([other.target.text, other.target.writes]).toEqual(['a\nb\n', 2])
  })

  it('writes one batch at a time, in order', async () => {
    const { target, queue } = setUp({ flushIntervalMs: 0 })
    const { promise, resolve } = deferred()
    const write = target.write.bind(target)
    target.write = async (octets) => {
      await promise
      return write(octets)
    }
    for (const line of ['a', 'b', 'c']) queue.add(line)
    expect(target.writes).toBe(0)
    resolve()
    await queue.flush()
    expect([target.text, target.writes]).toEqual(['a\nb\nc\n', 2])
  })

  it('LG5 G30 keeps what there is room for, counts the rest, and tells of it twice', async () => {
    const { target, queue } = setUp({ maxQueueBytes: 10 })
    target.take = () => 0
    for (let index = 0; index < 8; index++) queue.add(`l${index}`)
    await vi.advanceTimersByTimeAsync(5000)
    for (let index = 0; index < 4; index++) queue.add('more')
    expect([queue.dropped, codes()]).toEqual([9, ['LOG_STUCK']])
    target.take = (octets) => octets.length
    await vi.advanceTimersByTimeAsync(10)
    expect(target.text).toBe('l0\nl1\nl2\n')
    expect(codes()).toEqual(['LOG_STUCK', 'LOG_DROPPED'])
    expect(errors[1]!.message).toContain('9 lines')
    queue.add('again')
    await vi.advanceTimersByTimeAsync(1000)
    expect(target.text).toBe('l0\nl1\nl2\nagain\n')
  })

  it('does not try a target that is stuck with each line', async () => {
    const { target, queue } = setUp({ flushIntervalMs: 0 })
    target.take = () => 0
    queue.add('a')
    await vi.advanceTimersByTimeAsync(0)
    for (let index = 0; index < 20; index++) queue.add('b')
    expect(target.writes).toBe(1)
    await vi.advanceTimersByTimeAsync(10)
    expect(target.writes).toBe(2)
  })

  it('does not wait in a flush for lines that come later', async () => {
    const { target, queue } = setUp({ maxQueueBytes: 1e6 })
    const write = target.write.bind(target)
    target.write = async (octets) => {
      queue.add('later')
      return write(octets)
    }
    queue.add('a')
    await queue.flush()
    expect([target.text, target.writes]).toEqual(['a\n', 1])
  })

  it('goes on inside a line where a target took a part', async () => {
    const { target, queue } = setUp()
    target.take = (octets) => Math.min(3, octets.length)
    queue.add('first line')
    queue.add('second line')
    await vi.advanceTimersByTimeAsync(1000)
    expect(target.text).toBe('first line\nsecond line\n')
  })

  it('tries again after an error, and reports it once', async () => {
    const { target, queue } = setUp()
    target.take = () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    }
    queue.add('a')
    await vi.advanceTimersByTimeAsync(2000)
    expect(target.writes).toBeGreaterThan(2)
    expect(codes()).toEqual(['LOG_WRITE_FAILED'])
    expect((errors[0]!.cause as Error).message).toBe('full')
    target.take = (octets) => octets.length
    await vi.advanceTimersByTimeAsync(10)
    expect([target.text, queue.dropped]).toEqual(['a\n', 0])
  })

  it('counts what a target lost', async () => {
    const { target, queue } = setUp()
    target.losesOnError = true
    target.take = () => {
      throw new Error('EPIPE')
    }
    queue.add('a')
    queue.add('b')
    await vi.advanceTimersByTimeAsync(1000)
    expect([queue.dropped, codes()]).toEqual([2, ['LOG_WRITE_FAILED']])
  })

  it('LG7 begins another file with a whole line', async () => {
    const { target, queue } = setUp()
    vi.useRealTimers()
    let room = 4
    target.take = (octets) => {
      const taken = Math.min(room, octets.length)
      room -= taken
      return taken
    }
    queue.add('first line')
    queue.add('second')
    await queue.change(async () => {
      target.text += '|'
      room = Infinity
    })
    await queue.flush()
    expect(target.text).toBe('firs|second\n')
    expect(queue.dropped).toBe(1)
  })

  it('goes on with the old file when the new one cannot be begun', async () => {
    const { target, queue } = setUp()
    const changed = queue.change(async () => {
      queue.add('meanwhile')
      await vi.advanceTimersByTimeAsync(1000)
      throw new Error('ENOENT')
    })
    await expect(changed).rejects.toThrow('ENOENT')
    await vi.advanceTimersByTimeAsync(0)
    expect(target.text).toBe('meanwhile\n')
  })

  it('writes everything before it closes, and counts what comes later', async () => {
    const { target, queue } = setUp()
    queue.add('a')
    await queue.close()
    await queue.close()
    expect([target.text, target.isClosed]).toEqual(['a\n', true])
    queue.add('b')
    expect([queue.dropped, codes()]).toEqual([1, []])
  })

  it('does not wait for ever for a target that is stuck', async () => {
    const { target, queue } = setUp()
    vi.useRealTimers()
    target.take = () => 0
    queue.add('a')
    await queue.close()
    expect([queue.dropped, codes()]).toEqual([1, ['LOG_DROPPED']])
  })
})

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve }
}
