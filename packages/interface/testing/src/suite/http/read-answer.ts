/*
 * Reads one answer, strictly: what is malformed rejects, what is cut off says so. The grammar is that of RFC 9112.
 */
import { Buffer } from 'node:buffer'
import type { SuiteAnswer, SuiteRequest } from '../send.ts'
import { CutOff } from './byte-reader.ts'
import type { ByteReader } from './byte-reader.ts'

type Field = readonly [name: string, value: string]

/** An answer while it arrives. */
export interface ArrivingAnswer extends SuiteAnswer {
  status: number | null
  headers: Field[]
  body: Uint8Array
  trailers: Field[]
  informational: Array<{ status: number; headers: Field[] }>
  complete: boolean
}

/** An answer of which nothing has arrived yet. */
export function nothingYet(): ArrivingAnswer {
  return {
    status: null,
    headers: [],
    body: new Uint8Array(),
    trailers: [],
    informational: [],
    complete: false,
  }
}

/**
 * Fills an answer from a connection.
 * @param onInformational called after each 1xx
 * @throws Error when what arrives is not HTTP; an answer that is cut off is not an error
 */
export async function readAnswer(
  reader: ByteReader,
  answer: ArrivingAnswer,
  request: SuiteRequest,
  onInformational: (status: number) => void,
): Promise<void> {
  try {
    await readHead(reader, answer, onInformational)
    await request.onArrival?.(answer)
    await readContent(reader, answer, request)
    answer.complete = true
  } catch (error) {
    if (!(error instanceof CutOff)) throw error
  }
}

async function readHead(
  reader: ByteReader,
  answer: ArrivingAnswer,
  onInformational: (status: number) => void,
): Promise<void> {
  for (;;) {
    const status = parseStatusLine(await reader.line())
    const headers = await readFields(reader)
    if (status >= 200 || status === 101) {
      answer.headers = headers
      answer.status = status
      return
    }
    answer.informational.push({ status, headers })
    onInformational(status)
  }
}

function parseStatusLine(line: string): number {
  const match = /^HTTP\/1\.[01] ([1-5][0-9]{2}) [\t\x20-\x7e\x80-\xff]*$/.exec(line)
  if (match === null) throw new Error(`Not a status line: ${JSON.stringify(line)}`)
  return Number(match[1])
}

const FIELD_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[\t ]*([\t\x20-\x7e\x80-\xff]*?)[\t ]*$/

async function readFields(reader: ByteReader): Promise<Field[]> {
  const fields: Field[] = []
  for (;;) {
    const line = await reader.line()
    if (line === '') return fields
    const [, name, value] = FIELD_LINE.exec(line) ?? []
    if (name === undefined || value === undefined)
      throw new Error(`Not a field line: ${JSON.stringify(line)}`)
    fields.push([name.toLowerCase(), value])
  }
}

/** RFC 9112 §6.3, in its order. */
async function readContent(reader: ByteReader, answer: ArrivingAnswer, request: SuiteRequest): Promise<void> {
  const coding = singleLine(answer, 'transfer-encoding')
  const length = singleLine(answer, 'content-length')
  if (length !== undefined && !/^[0-9]{1,15}$/.test(length)) throw new Error(`Not a length: ${length}`)
  if (coding !== undefined && length !== undefined) throw new Error('Content-Length beside Transfer-Encoding')
  if (answer.status === 101 || answer.status === 204) {
    if (coding !== undefined || length !== undefined) throw new Error(`${answer.status} with framing`)
  }
  if (hasNoContent(answer.status, request.method)) return
  if (coding !== undefined) return readChunked(reader, answer, request, coding)
  const missing = await readExactly(reader, answer, request, Number(length ?? Infinity))
  if (length !== undefined && missing > 0) throw new CutOff(`${missing} bytes are missing`)
  if (length === undefined && (await reader.wasReset())) throw new CutOff('the connection was reset')
}

function hasNoContent(status: number | null, method = 'GET'): boolean {
  return method === 'HEAD' || status === 101 || status === 204 || status === 304
}

async function readChunked(
  reader: ByteReader,
  answer: ArrivingAnswer,
  request: SuiteRequest,
  coding: string,
): Promise<void> {
  if (coding !== 'chunked') throw new Error(`An unknown transfer coding: ${coding}`)
  for (;;) {
    const line = await reader.line()
    if (!/^[0-9a-fA-F]{1,12}$/.test(line)) throw new Error(`Not the size of a chunk: ${JSON.stringify(line)}`)
    const size = parseInt(line, 16)
    if (size === 0) break
    const missing = await readExactly(reader, answer, request, size)
    if (missing > 0) throw new CutOff('the connection ended in a chunk')
    if ((await reader.line()) !== '') throw new Error('A chunk is longer than its size')
  }
  answer.trailers = await readFields(reader)
}

/** @returns how many bytes were missing when the connection ended */
async function readExactly(
  reader: ByteReader,
  answer: ArrivingAnswer,
  request: SuiteRequest,
  length: number,
): Promise<number> {
  let missing = length
  while (missing > 0) {
    const chunk = await reader.some(missing)
    if (chunk === null) return missing
    missing -= chunk.length
    answer.body = Buffer.concat([answer.body, chunk])
    await request.onArrival?.(answer)
  }
  return 0
}

function singleLine(answer: ArrivingAnswer, name: string): string | undefined {
  const lines = answer.headers.filter(([candidate]) => candidate === name)
  if (lines.length > 1) throw new Error(`${name} ${lines.length} times`)
  return lines[0]?.[1]
}
