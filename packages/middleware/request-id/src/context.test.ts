import { Readable } from 'node:stream'
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises'
import { compose } from '@tsgi/compose'
import { closeBody, fileBody, text } from '@tsgi/message'
import type { Application, HttpResponse, ResponseBody } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import { validator } from '@tsgi/validator'
import { describe, expect, it, onTestFinished } from 'vitest'
import { bodyInContext } from './body-in-context.ts'
import { currentRequestId, responseInContext } from './context.ts'
import { requestId } from './request-id.ts'

let count = 0
const withContext = requestId({ context: true, generate: () => `id-${count++}` })

/** An application with ids in its context, with the validator on both sides of the middleware. */
function contextual(application: Application): ReturnType<typeof client> {
  const violations: unknown[] = []
  onTestFinished(() => expect(violations).toEqual([]))
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  return client(compose(withContext, validated)(application))
}

const page = (body: ResponseBody): HttpResponse => ({ ...text(''), body })

const now = (): string => String(currentRequestId())

describe('currentRequestId', () => {
  it('knows the id in functions, promises, timers and while content is read', async () => {
    const { post } = contextual(async (request) => {
      const seen = [now()]
      await turn()
      seen.push(now())
      await delay(1)
      seen.push(await new Promise<string>((resolve) => setTimeout(() => resolve(now()), 1)))
      for await (const _chunk of request.body!) seen.push(now())
      queueMicrotask(() => seen.push(now()))
      await turn()
      return text(seen.join())
    })
    const answer = await post('/', { body: ['a', 'b'] })
    const id = String(answer.headers['x-request-id'])
    expect(answer.text.split(',')).toEqual([id, id, id, id, id, id])
  })

  it('knows nothing outside, and nothing without the option', async () => {
    expect(currentRequestId()).toBeUndefined()
    const { get } = client(requestId()(() => text(now())))
    expect((await get('/')).text).toBe('undefined')
    await contextual(() => text('a')).get('/')
    expect(currentRequestId()).toBeUndefined()
  })

  it('CN10 keeps requests apart that are answered at the same time', async () => {
    const { get } = contextual(async () => {
      const first = now()
      await delay(Number(first.slice(-1)) % 3)
      const body = (async function* () {
        yield first
        await turn()
        yield `,${now()}`
      })()
      return page(body)
    })
    const answers = await Promise.all(Array.from({ length: 50 }, () => get('/')))
    for (const { headers, text: seen } of answers) {
      const id = String(headers['x-request-id'])
      expect(seen).toBe(`${id},${id}`)
    }
    expect(new Set(answers.map(({ text: seen }) => seen)).size).toBe(50)
  })
})

describe('in bodies, while they are sent', () => {
  const kinds: Array<[string, () => ResponseBody]> = [
    [
      'a generator',
      async function* () {
        yield now()
        await turn()
        yield now()
      },
    ],
    [
      'a web stream',
      () => {
        let left = 2
        return new ReadableStream(
          { pull: (controller) => (left-- > 0 ? controller.enqueue(now()) : controller.close()) },
          { highWaterMark: 0 },
        )
      },
    ],
    [
      'a Node stream',
      () => {
        let left = 2
        return new Readable({
          read() {
            this.push(left-- > 0 ? now() : null)
          },
        })
      },
    ],
  ]

  it('knows it where an iterator is made', async () => {
    const { get } = contextual(() =>
      page({
        async *[Symbol.asyncIterator]() {
          yield now()
        },
      }),
    )
    const made = contextual(() =>
      page({
        [Symbol.asyncIterator]() {
          const id = now()
          return (async function* () {
            yield id
          })()
        },
      }),
    )
    for (const answer of [await get('/'), await made.get('/')]) {
      expect(answer.text).toBe(answer.headers['x-request-id'])
    }
  })

  it.each(kinds)('%s knows the id', async (_kind, make) => {
    const { get, errors } = contextual(() => page(make()))
    const answer = await get('/')
    const id = String(answer.headers['x-request-id'])
    expect([answer.text, errors]).toEqual([id + id, []])
  })

  it('knows it in finally, when the client leaves', async () => {
    let seen: string | undefined
    let isOver: () => void = () => {}
    const over = new Promise<void>((resolve) => (isOver = resolve))
    const { stream } = contextual(({ exchange: { signal } }) =>
      page(
        (async function* () {
          try {
            yield 'a'
            await new Promise((resolve) => signal.addEventListener('abort', resolve))
          } finally {
            seen = now()
            isOver()
          }
        })(),
      ),
    )
    const answer = await stream('GET', '/')
    answer.abort()
    await over
    expect(seen).toBe(answer.headers['x-request-id'])
  })

  it('leaves buffered bodies and files as they are', () => {
    for (const body of ['a', new Uint8Array(1), null, fileBody('/a', { start: 0, end: 1 })]) {
      const response = page(body)
      expect(responseInContext('a', response)).toBe(response)
    }
  })

  it('knows it in trailers', async () => {
    const { get } = contextual(() => ({
      ...page(
        (async function* () {
          yield 'a'
        })(),
      ),
      trailers: () => ({ 'x-seen': now() }),
    }))
    const answer = await get('/', { headers: { te: 'trailers' } })
    expect(answer.trailers).toEqual({ 'x-seen': answer.headers['x-request-id'] })
  })
})

describe('RS3 a body in a context', () => {
  /** Bodies that note when they are closed, by each way that there is. */
  function closable(): Array<{ body: AsyncIterable<string>; closed: string[] }> {
    return ['return', 'destroy', 'cancel', 'asyncDispose'].map((way) => {
      const closed: string[] = []
      const close = (): Promise<{ done: true; value: undefined }> => {
        closed.push(`${way} ${now()}`)
        return Promise.resolve({ done: true, value: undefined })
      }
      const iterator = {
        next: () => Promise.resolve({ done: false as const, value: 'a' }),
        ...(way === 'return' && { return: close }),
      }
      const name = way === 'asyncDispose' ? Symbol.asyncDispose : way
      return {
        body: { [Symbol.asyncIterator]: () => iterator, ...(way !== 'return' && { [name]: close }) },
        closed,
      }
    })
  }

  it('is closed once, in its context, before it is read and while it is', async () => {
    for (const method of ['HEAD', 'GET']) {
      for (const { body, closed } of closable()) {
        const { stream } = contextual(() => page(body))
        const answer = await stream(method, '/')
        answer.abort()
        await turn()
        expect(closed).toEqual([expect.stringContaining(` ${String(answer.headers['x-request-id'])}`)])
      }
    }
  })

  it('is closed once, also by who leaves its loop and then drops it', async () => {
    for (const { body, closed } of closable()) {
      const bound = bodyInContext(body, (fn) => fn())
      for await (const _chunk of bound as AsyncIterable<string>) break
      closeBody(bound)
      expect(closed).toHaveLength(1)
    }
  })

  it('closes a web stream without waiting for the read that is under way', async () => {
    let reason: unknown
    const web = new ReadableStream({
      start: (controller) => controller.enqueue('a'),
      cancel: () => void (reason = now()),
    })
    const { stream } = contextual(() => page(web))
    const answer = await stream('GET', '/')
    await turn()
    answer.abort()
    await turn()
    expect(reason).toBe(answer.headers['x-request-id'])
  })

  it('fails where the body fails', async () => {
    const { get, errors } = contextual(() =>
      page({
        [Symbol.asyncIterator]() {
          throw new Error('no iterator')
        },
      }),
    )
    expect((await get('/')).status).toBe(500)
    expect(errors).toEqual([expect.objectContaining({ message: 'no iterator' })])
  })

  it('leaves what is no body to the server', async () => {
    const { get, errors } = client(
      withContext(() => page(['a'] as never)),
      { validate: false },
    )
    expect((await get('/')).status).toBe(500)
    expect(errors).toEqual([expect.objectContaining({ code: 'BODY-9' })])
  })
})

it('is known in a connection after an upgrade', async () => {
  const { stream } = contextual(({ exchange }) => ({
    status: 101,
    headers: { upgrade: exchange.upgrade![0]! },
    body: null,
    async upgrade(connection) {
      const duplex = connection.accept()
      for await (const _chunk of duplex.readable) await duplex.write(Buffer.from(now()))
      await duplex.end()
    },
  }))
  const answer = await stream('GET', '/', { headers: { connection: 'upgrade', upgrade: 'tell' } })
  await answer.connection!.write(Buffer.from('hi'))
  await answer.connection!.end()
  const heard: string[] = []
  for await (const chunk of answer.connection!.readable) heard.push(Buffer.from(chunk).toString())
  expect(heard).toEqual([answer.headers['x-request-id']])
})
