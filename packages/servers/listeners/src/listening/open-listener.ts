import { once } from 'node:events'
import type { ListenOptions, Server } from 'node:net'

/** A listener that listens. */
export interface OpenListener {
  /** Address and port, or the path of a unix socket; `'fd:3'` for an inherited one, whose path is not known. */
  readonly address: { readonly address: string; readonly port: number } | string
  /** The same as text: `127.0.0.1:8000`, `[::1]:8000`, `unix:/run/app.sock`, `fd:3`. */
  readonly name: string
  /**
   * Stops listening at once, and removes the file of a unix socket that was made here. Resolves when the connections
   * that the listener counts are closed as well.
   */
  readonly close: () => Promise<void>
}

/** Resolves when it listens. */
export async function startListening(
  listener: Server,
  options: ListenOptions & { fd?: number },
): Promise<void> {
  listener.listen(options)
  await once(listener, 'listening')
}

/** Stops listening at once; resolves when the connections that are counted are closed. */
export function stopListening(listener: Server): Promise<void> {
  return new Promise((resolve) => listener.close(() => resolve()))
}

/** What is open at a TCP port. */
export function tcpListener(listener: Server): OpenListener | null {
  const bound = listener.address()
  if (bound === null || typeof bound === 'string') return null
  const address = { address: bound.address, port: bound.port }
  return { address, name: formatAuthority(address), close: () => stopListening(listener) }
}

/** Host and port as a URL has them, IPv6 in brackets. */
export function formatAuthority({ address, port }: { address: string; port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
