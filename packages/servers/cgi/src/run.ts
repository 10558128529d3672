/*
 * One request from the environment and standard input, one response to standard output (RFC 3875):
 *
 *   environment ─► request ─► exchange ─► standard output ─► end of the process
 *   standard input ─► content ──┘
 *
 * Arguments are not looked at: web servers make them from the query of a client (RFC 3875 §4.4, GW11).
 */
import { basename } from 'node:path'
import { VariablesError, requestFromVariables } from '@tsgi/cgi-variables'
import { ExchangeAborted, createGateway, runExchange, startService } from '@tsgi/exchange'
import type { Gateway, IncomingRequest, OpenExchange } from '@tsgi/exchange'
import type { Application, ServerInfo, Service } from '@tsgi/spec'
import { CgiError } from './cgi-error.ts'
import { CgiTransport } from './cgi-transport.ts'
import { readEnvironment } from './environment.ts'
import { Input, tooMuch } from './input.ts'
import { resolveOptions } from './options.ts'
import type { ResolvedOptions, RunOptions } from './options.ts'
import { Output } from './output.ts'
import { VERSION } from './version.ts'

/**
 * Answers the one request that this process was started for, and ends the process: with exit code 0 when a response was
 * sent to its end and nothing was at fault, else with 1.
 * @param served an application, or a service with `start` and `stop`
 * @throws TypeError for options that are wrong
 */
export async function run(served: Application | Service, options: RunOptions = {}): Promise<never> {
  const program = new Program(resolveOptions(options))
  // As with a server that listens: an application may wait for what does not keep a process.
  setInterval(() => {}, A_DAY_MS)
  const code = await program.run(served)
  process.exit(code)
}

const A_DAY_MS = 86_400_000

const INFO: ServerInfo = Object.freeze({
  name: '@tsgi/cgi',
  version: VERSION,
  spec: '1.0',
  runtime: `node/${process.versions.node}`,
})

class Program {
  readonly #options: ResolvedOptions
  readonly #variables = readEnvironment()
  readonly #output: Output
  readonly #transport: CgiTransport
  readonly #over: Promise<void>
  #input: Input | null = null
  #exchange: OpenExchange | null = null
  #hasFaults = false

  constructor(options: ResolvedOptions) {
    this.#options = options
    this.#output = new Output(process.stdout, process.stderr, () => this.#clientLeft())
    let over: () => void = () => {}
    this.#over = new Promise((resolve) => (over = resolve))
    this.#transport = new CgiTransport(this.#output, options.nph ?? isNph(this.#variables), over)
    // Web servers end programs whose client has left so.
    process.once('SIGTERM', () => this.#clientLeft())
  }

  /** @returns the exit code */
  async run(served: Application | Service): Promise<number> {
    try {
      const { application, stop } = await startService(served, INFO)
      const gateway = createGateway(application, INFO, (error, request) => this.#report(error, request))
      await this.#serve(gateway)
      await stop()
    } catch (error) {
      this.#fail(error)
    }
    await Promise.all([this.#output.flushed(), this.#input?.discard()])
    return this.#hasFaults || !this.#transport.isWhole ? 1 : 0
  }

  async #serve(gateway: Gateway): Promise<void> {
    const incoming = this.#readRequest()
    this.#exchange = runExchange(gateway, incoming, this.#transport)
    await this.#over
    void this.#input?.discard()
    while (gateway.work.size > 0) await Promise.all(gateway.work)
  }

  #readRequest(): IncomingRequest {
    const { request, contentLength } = requestFromVariables(this.#variables, { isScript: true })
    // A length of its own, or chunks, which the web server has put together: then the end of the input is that of the content.
    const hasContent = contentLength === null ? 'transfer-encoding' in request.headers : contentLength > 0
    if (!hasContent) return { ...request, body: null }
    const { maxContentBytes } = this.#options
    this.#input = new Input(process.stdin, contentLength, maxContentBytes)
    if (maxContentBytes > 0 && (contentLength ?? 0) > maxContentBytes) throw tooMuch(maxContentBytes)
    return { ...request, body: this.#input.content }
  }

  /** Of what happens outside the exchange: a request that makes no sense, or a service that does not start or stop. */
  #fail(error: unknown): void {
    const isRefusal = error instanceof VariablesError || error instanceof CgiError
    if (isRefusal) console.error(`tsgi: refused with ${error.status}: ${error.message}`)
    else this.#report(error, null)
    if (this.#transport.hasResponded) return
    const status = isRefusal ? error.status : 500
    this.#transport.sendWhole({ status, headers: {}, contentLength: 0 }, null)
  }

  #report(error: unknown, request: Parameters<ResolvedOptions['onError']>[1]): void {
    this.#hasFaults = true
    this.#options.onError(error, request)
  }

  #clientLeft(): void {
    const reason = new ExchangeAborted('CLIENT_LEFT', 'The client left before the exchange was complete')
    this.#input?.fail(reason)
    this.#exchange?.abort(reason)
  }
}

function isNph(variables: ReadonlyMap<string, string>): boolean {
  const script = variables.get('SCRIPT_FILENAME') ?? variables.get('SCRIPT_NAME') ?? ''
  return basename(script).startsWith('nph-')
}
