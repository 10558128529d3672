import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { NetConnectOpts } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { resolveListenAddress } from '../src/listening/listen-address.ts'
import type { ListenAddress } from '../src/listening/listen-address.ts'
import type { OpenListener } from '../src/listening/open-listener.ts'
import { openListeners } from '../src/listening/open-listeners.ts'

/** Listens until the test has finished; says `greeting` to each connection and closes it. */
export async function open(address: ListenAddress | string, greeting = 'hello'): Promise<OpenListener> {
  const [listener] = await openAll([address], greeting)
  return listener!
}

/** The same for several addresses. */
export async function openAll(
  addresses: Array<ListenAddress | string>,
  greeting = 'hello',
): Promise<OpenListener[]> {
  const listeners = await openListeners(addresses.map(resolveListenAddress), 511, () =>
    createServer((socket) => {
      // The probe for a live server leaves at once.
      socket.on('error', () => socket.destroy())
      socket.end(greeting)
    }),
  )
  for (const listener of listeners) onTestFinished(() => listener.close())
  return listeners
}

/** What is said to who connects. */
export function greetingAt(where: NetConnectOpts): Promise<string> {
  return text(connect(where))
}

/** A folder that is removed when the test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}
