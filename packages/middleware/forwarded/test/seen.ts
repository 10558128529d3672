import { json } from '@tsgi/message'
import type { Application, HttpRequest, Middleware } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import { validator } from '@tsgi/validator'
import { expect } from 'vitest'
import { forwarded } from '../src/index.ts'
import type { ForwardedOptions } from '../src/index.ts'

/** What an application sees of a request. */
export type Seen = Pick<HttpRequest, 'scheme' | 'authority' | 'basePath' | 'path' | 'remote'> & {
  readonly headers: Readonly<Record<string, string>>
}

/** Tells what it sees. */
export const tell: Application = ({ scheme, authority, basePath, path, remote, headers }) =>
  json({ scheme, authority, basePath, path, remote, headers: { ...headers } })

/** A request, and whom it comes from. */
export interface Sent {
  readonly headers?: Readonly<Record<string, string>>
  /** Address of the peer; `null`: a unix socket. Default `'10.0.0.1'`, which {@link PROXIES} has. */
  readonly from?: string | null
  readonly target?: string
  readonly method?: string
  readonly scheme?: string
}

/** Trusts the network of the peer. */
export const PROXIES: ForwardedOptions = { trust: ['10.0.0.0/8'] }

/** Asks an application behind the middleware, with the validator on both sides of that. */
export async function send(options: ForwardedOptions, sent: Sent, ...inner: Middleware[]): Promise<Response> {
  const violations: unknown[] = []
  const validated = validator({ onViolation: (error) => violations.push(error), onWarning: () => {} })
  const layers = [forwarded(options), validated, ...inner]
  const stack = layers.reduceRight<Application>((application, layer) => layer(application), tell)
  const { from = '10.0.0.1', target = '/', method = 'GET', headers = {}, scheme = 'http' } = sent
  const caller = client(stack)
  const { status, text } = await caller.request(method, target, {
    headers: { host: 'app.example', ...headers },
    scheme,
    remote: from === null ? null : { address: from, port: 40_000 },
  })
  expect([violations, caller.errors]).toEqual([[], []])
  return { status, seen: status === 200 ? (JSON.parse(text) as Seen) : undefined }
}

interface Response {
  readonly status: number
  readonly seen: Seen | undefined
}

/** What the application sees of a request that is not refused. */
export async function seen(options: ForwardedOptions, sent: Sent): Promise<Seen> {
  const answer = await send(options, sent)
  expect(answer.status).toBe(200)
  return answer.seen!
}

/** The client's address, as the application sees it. */
export async function clientOf(options: ForwardedOptions, sent: Sent): Promise<string | null> {
  return (await seen(options, sent)).remote?.address ?? null
}
