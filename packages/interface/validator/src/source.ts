import type { ResponseBody } from '@tsgi/spec'
import { isStreamed } from './content.ts'
import type { Streamed } from './content.ts'

type Closer = 'destroy' | 'cancel' | typeof Symbol.asyncDispose

/** Members that close a body, in the order of SPEC BODY-15. */
const CLOSERS: readonly Closer[] = ['destroy', 'cancel', Symbol.asyncDispose]

type Close = (...reason: unknown[]) => unknown

/** A streamed body as its watcher reads it: nothing is touched before the first call. */
export interface Source {
  /** The member that closes the body; `undefined`: closing is `return()` of its iterator. */
  readonly closer: Closer | undefined
  /** Pulls the next chunk. */
  next(): Promise<IteratorResult<unknown, unknown>>
  /** Leaves the iteration, as the end of a `for await` loop does. */
  return(): unknown
  /** Calls the closer. */
  close: Close
}

/** Opens a streamed body for reading. */
export function openSource(body: Streamed): Source {
  const closer = CLOSERS.find((name) => typeof member(body, name) === 'function')
  const source = hasReader(body) ? readerSource(body) : iteratorSource(body)
  listenForErrors(body)
  return { ...source, closer, close: source.close ?? ((...reason) => closer && call(body, closer, reason)) }
}

/** Closes a body that nobody will read. */
export function closeBody(body: ResponseBody): void {
  if (isStreamed(body)) dropSource(openSource(body))
}

/** Closes a source as SPEC BODY-15 says: the result is ignored, and what it throws changes nothing. */
export function dropSource(source: Source): void {
  try {
    Promise.resolve(source.closer ? source.close() : source.return()).catch(ignore)
  } catch {
    // The reason for closing is on its way to the server already.
  }
}

function iteratorSource(body: Streamed): Pick<Source, 'next' | 'return'> & { close?: Close } {
  let iterator: AsyncIterator<unknown, unknown> | undefined
  const open = (): AsyncIterator<unknown, unknown> => (iterator ??= body[Symbol.asyncIterator]())
  return { next: () => open().next(), return: () => open().return?.() }
}

/**
 * Reads a web stream through a reader: it can be cancelled while a read is pending, which an iterator of it
 * cannot; and while one is iterated, its own `cancel` only rejects, because it is locked.
 */
function readerSource(body: ReadableStream<unknown>): Pick<Source, 'next' | 'return'> & { close?: Close } {
  let reader: ReadableStreamDefaultReader<unknown> | undefined
  const close: Close = (reason) => (reader ?? body).cancel(reason)
  return { next: () => (reader ??= body.getReader()).read(), return: () => close(), close }
}

/**
 * A Node stream that fails before anybody reads it would end the process; its iterator tells of the error
 * later.
 */
function listenForErrors(body: Streamed): void {
  if (typeof member(body, 'on') === 'function') call(body, 'on', ['error', ignore])
}

function hasReader(body: object): body is ReadableStream<unknown> {
  return typeof member(body, 'getReader') === 'function'
}

function member(body: object, name: PropertyKey): unknown {
  return (body as Record<PropertyKey, unknown>)[name]
}

function call(body: object, name: PropertyKey, args: unknown[]): unknown {
  return (body as Record<PropertyKey, Close>)[name]?.(...args)
}

function ignore(): void {}
