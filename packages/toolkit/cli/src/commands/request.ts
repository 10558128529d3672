/*
 * One request to an application in this process. It goes through the real server, at a unix socket that nobody else can
 * reach, so that the answer is what clients would get.
 */
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type IncomingMessage, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CommandError } from '../command-error.ts'
import { serveApplication } from '../entry.ts'
import { exitCodes } from '../exit-codes.ts'
import { progress } from '../request/progress.ts'
import type { Settings } from '../options/settings.ts'
import { memberOf } from '../member.ts'
import { escapeControls } from '../output.ts'
import { messageOf } from '../thrown.ts'

/** What to send and how to show the answer. */
export interface RequestOptions {
  readonly method?: string
  readonly header: readonly string[]
  readonly data?: string
  readonly json?: string
  readonly include?: boolean
  readonly head?: boolean
  readonly output?: string
}

/**
 * `tsgi request`: prints the content of the answer.
 * @returns the code to exit with: 22 for a status of 400 or above
 * @throws CommandError when the request is not well-formed, or the application cannot be loaded
 */
export async function requestCommand(
  target: string,
  settings: Settings,
  options: RequestOptions,
): Promise<number> {
  process.env['NODE_ENV'] ??= 'development'
  process.setSourceMapsEnabled(true)
  if (!target.startsWith('/') && target !== '*') {
    throw new CommandError(exitCodes.usage, `${target} is no target: it begins with /, such as /books?page=2`)
  }
  const headers = headersOf(options)
  const content = contentOf(options)
  const directory = mkdtempSync(join(tmpdir(), 'tsgi-request-'))
  const unix = join(directory, 'app.sock')
  const quietly = { ...settings, accessLog: 'off', protocol: 'http' as const, server: {} }
  try {
    const server = await serveApplication(
      { settings: quietly, isDevelopment: false, isFirst: false },
      { listen: [{ unix, mode: 0o600 }], middleware: (application) => application },
    )
    try {
      return await exchange({ target, unix, headers, content }, options)
    } finally {
      await server.close(settings.grace * 1000)
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

interface Sent {
  readonly target: string
  readonly unix: string
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly content: Buffer | undefined
}

async function exchange(sent: Sent, options: RequestOptions): Promise<number> {
  const response = await send(sent, methodOf(options))
  const status = response.statusCode ?? 0
  if (options.include === true || options.head === true) process.stdout.write(headText(response))
  await show(response, options)
  return status >= 400 ? exitCodes.refused : exitCodes.ok
}

function send({ target, unix, headers, content }: Sent, method: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    try {
      const length = content === undefined ? {} : { 'content-length': String(content.length) }
      httpRequest({
        socketPath: unix,
        path: target,
        method,
        agent: false,
        headers: { ...headers, ...length },
      })
        .on('response', resolve)
        .on('upgrade', (response: IncomingMessage, socket) => {
          socket.destroy()
          resolve(response)
        })
        .on('error', (cause) =>
          reject(new CommandError(exitCodes.failed, `no answer: ${messageOf(cause)}`, { cause })),
        )
        .end(content)
    } catch (cause) {
      // What cannot be sent is refused by Node before anything is.
      reject(new CommandError(exitCodes.usage, messageOf(cause), { cause }))
    }
  })
}

async function show(response: IncomingMessage, { output }: RequestOptions): Promise<void> {
  const sink: Writable = output === undefined ? process.stdout : createWriteStream(output)
  const isQuiet = output === undefined && process.stdout.isTTY
  const bar = isQuiet
    ? undefined
    : progress(process.stderr, Number(response.headers['content-length']) || undefined)
  const watched: Readable =
    bar === undefined ? response : response.on('data', (chunk: Buffer) => bar.add(chunk.length))
  try {
    await pipeline(watched, sink, { end: output !== undefined })
  } catch (cause) {
    if (memberOf(cause, 'code') === 'EPIPE') return
    const what = output === undefined ? 'the answer broke off' : `the answer did not get to ${output}`
    throw new CommandError(exitCodes.failed, `${what}: ${messageOf(cause)}`, { cause })
  } finally {
    bar?.end()
  }
}

function headText(response: IncomingMessage): string {
  const { statusCode, statusMessage, httpVersion, rawHeaders } = response
  const lines = [`HTTP/${httpVersion} ${statusCode} ${statusMessage}`]
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`)
  }
  return `${lines.map(escapeControls).join('\n')}\n\n`
}

function methodOf({ method, head, data, json }: RequestOptions): string {
  if (method !== undefined) return method
  if (head === true) return 'HEAD'
  return data === undefined && json === undefined ? 'GET' : 'POST'
}

function headersOf({ header, data, json }: RequestOptions): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = Object.assign(Object.create(null), { host: 'localhost' })
  if (data !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded'
  if (json !== undefined)
    Object.assign(headers, { 'content-type': 'application/json', accept: 'application/json' })
  const given = new Set<string>()
  for (const field of header) {
    const colon = field.indexOf(':')
    if (colon < 1)
      throw new CommandError(exitCodes.usage, `--header ${field} is not of the form 'name: value'`)
    const name = field.slice(0, colon).trim().toLowerCase()
    const value = field.slice(colon + 1).trim()
    headers[name] = given.has(name) ? [headers[name] ?? '', value].flat() : value
    given.add(name)
  }
  return headers
}

function contentOf({ data, json }: RequestOptions): Buffer | undefined {
  if (data !== undefined && json !== undefined) {
    throw new CommandError(exitCodes.usage, '--json takes the place of --data; give one of them')
  }
  const text = data ?? json
  if (text === undefined) return undefined
  if (!text.startsWith('@')) return Buffer.from(text)
  try {
    return readFileSync(text === '@-' ? 0 : text.slice(1))
  } catch (cause) {
    throw new CommandError(exitCodes.usage, `cannot read ${text.slice(1)}: ${messageOf(cause)}`, { cause })
  }
}
