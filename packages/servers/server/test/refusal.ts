import { expect } from 'vitest'
import type { ServeOptions } from '@tsgi/server'
import { answering } from './applications.ts'
import { start } from './start.ts'

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'

/**
 * Expects that octets are refused: one error answer, the connection closed, the application not called, and nothing
 * after them looked at.
 * @returns the code that the operator was told
 */
export async function expectRefused(
  octets: string,
  status = 400,
  options: ServeOptions = {},
): Promise<string> {
  const calls: string[] = []
  const { open, errors, clientErrors } = await start(
    (request) => (calls.push(request.path), answering({ body: 'called' })(request)),
    options,
  )
  const client = await open()
  await client.send(octets + SMUGGLED)
  expect(await client.answer()).toMatchObject({
    status,
    headers: { 'content-length': '0', connection: 'close' },
    body: '',
  })
  expect(await client.rest()).toBe('')
  expect(calls).toEqual([])
  expect(errors).toEqual([])
  expect(clientErrors).toHaveLength(1)
  return clientErrors[0]!
}

/** Expects that octets are one request, which is answered with 200 on a connection that stays open. */
export async function expectAccepted(octets: string, options: ServeOptions = {}): Promise<void> {
  const { open, clientErrors } = await start(answering({ body: 'called' }), options)
  const client = await open()
  await client.send(octets)
  expect(await client.answer()).toMatchObject({ status: 200, body: 'called' })
  await client.send(SMUGGLED)
  expect(await client.answer()).toMatchObject({ status: 200, body: 'called' })
  expect(client.received).toBe('')
  expect(clientErrors).toEqual([])
}
