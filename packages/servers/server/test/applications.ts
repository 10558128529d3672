import { readBytes } from '@tsgi/message'
import type { Application, HttpRequest } from '@tsgi/spec'

const TEXT = { 'content-type': 'text/plain; charset=utf-8' }

/** Answers with the content of the request, or `ok` where there is none. */
export const echo: Application = async (request) => {
  const content = request.body === null ? 'ok' : await readBytes(request, { maxBytes: 1_048_576 })
  return { status: 200, headers: TEXT, body: content }
}

/** Answers at once, without a promise, with the path. */
export const path: Application = (request) => ({ status: 200, headers: TEXT, body: request.path })

/** Answers with these members. */
export function answering(members: object): Application {
  return () => ({ status: 200, headers: TEXT, body: null, ...members })
}

/** Answers with the parts of the request that name its resource. */
export const target: Application = ({ method, authority, basePath, path: rest, query, headers }) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ method, authority, basePath, path: rest, query, host: headers['host'] ?? null }),
})

/** An application whose answers wait. */
export interface Gated {
  readonly application: Application
  /** Resolves with the first call. */
  readonly called: Promise<void>
  /** Lets all answers go. */
  readonly open: () => void
  readonly requests: HttpRequest[]
}

/** An application that answers with the path, when it is told to. */
export function gated(): Gated {
  let open: () => void = () => {}
  let call: () => void = () => {}
  const gate = new Promise<void>((resolve) => (open = resolve))
  const called = new Promise<void>((resolve) => (call = resolve))
  const requests: HttpRequest[] = []
  return {
    called,
    open,
    requests,
    application: async (request) => {
      requests.push(request)
      call()
      await gate
      return path(request)
    },
  }
}
