import { noContent } from '@tsgi/message'
import type { HttpRequest } from '@tsgi/spec'
import { client } from '@tsgi/testing'
import type { RequestInit } from '@tsgi/testing'
import { expect } from 'vitest'

/** Lets an application read what a client sends, next to the validator. @returns what the reader gives, or throws */
export async function read<T>(
  reader: (request: HttpRequest) => Promise<T>,
  init: RequestInit,
  { method = 'POST', validate = true }: { method?: string; validate?: boolean } = {},
): Promise<T> {
  let reading: Promise<T> | undefined
  const caller = client(
    async (request) => {
      reading = reader(request)
      await reading.catch(() => {})
      return noContent()
    },
    { validate },
  )
  await caller.request(method, '/', init)
  expect(caller.errors).toEqual([])
  return reading!
}

/** What to send as a type. */
export function typed(type: string, body: RequestInit['body'] = null): RequestInit {
  return { headers: { 'content-type': type }, body }
}

/** Bytes one by one. */
export function byteByByte(content: string | Uint8Array): Uint8Array[] {
  return Array.from(typeof content === 'string' ? Buffer.from(content) : content, (byte) =>
    Uint8Array.of(byte),
  )
}
