import { createGateway, runExchange } from '@tsgi/exchange'
import type { Gateway, IncomingRequest, OpenExchange } from '@tsgi/exchange'
import type { Application, ServerInfo } from '@tsgi/spec'
import { validator } from '@tsgi/validator'
import { RecordingTransport } from './recording-transport.ts'
import type { Behaviour } from './recording-transport.ts'

/** What applications learn about the server of these tests. */
export const INFO: ServerInfo = { name: 'test', version: '1.0.0', spec: '1.0', runtime: 'test' }

/** A GET of `/`. */
export const GET: IncomingRequest = {
  method: 'GET',
  scheme: 'http',
  authority: 'example.com',
  basePath: '',
  path: '/',
  query: '',
  httpVersion: '1.1',
  headers: fields({}),
  remote: { address: '192.0.2.1', port: 50_000 },
  body: null,
}

/** Fields of a request, which inherit nothing. */
export function fields(record: Record<string, string>): Record<string, string> {
  return Object.assign(Object.create(null) as Record<string, string>, { host: 'example.com', ...record })
}

/** An exchange under way, and what is known of it. */
export interface Running {
  readonly transport: RecordingTransport
  readonly open: OpenExchange
  /** What was reported to the operator. */
  readonly reports: unknown[]
  readonly gateway: Gateway
}

/** Runs one exchange whose application keeps the rules, and has the validator see to that. */
export function run(
  application: Application,
  request: Partial<IncomingRequest> = {},
  wire: Behaviour = {},
): Running {
  return runUnchecked(validator()(application), request, wire)
}

/** Runs one exchange whose application may do anything. */
export function runUnchecked(
  application: unknown,
  request: Partial<IncomingRequest> = {},
  wire: Behaviour | RecordingTransport = {},
): Running {
  const reports: unknown[] = []
  const gateway = createGateway(application as Application, INFO, (error) => reports.push(error))
  const transport = wire instanceof RecordingTransport ? wire : new RecordingTransport(wire)
  const open = runExchange(gateway, { ...GET, ...request }, transport)
  return { transport, open, reports, gateway }
}
