import type { Socket } from 'node:net'
import { openSocket } from './raw-client.ts'

/** How attackers behave. */
export interface SwarmOptions {
  readonly count: number
  /** What each sends first. */
  readonly opening: string
  /** What each sends from then on, piece by piece. */
  readonly piece: string
  readonly everyMs: number
}

/** Attackers that come back as soon as the server gets rid of them. */
export class Swarm {
  readonly #port: number
  readonly #options: SwarmOptions
  readonly #onEnd: (lifeMs: number) => void
  readonly #sockets: Set<Socket> = new Set()
  #isOver = false

  /** @param onEnd told how many milliseconds the server bore with each that it got rid of */
  constructor(port: number, options: SwarmOptions, onEnd: (lifeMs: number) => void = () => {}) {
    this.#port = port
    this.#options = options
    this.#onEnd = onEnd
  }

  /** Resolves when all are there. */
  async start(): Promise<void> {
    await Promise.all(Array.from({ length: this.#options.count }, () => this.#attack()))
  }

  /** All leave. */
  stop(): void {
    this.#isOver = true
    for (const socket of this.#sockets) socket.destroy()
  }

  async #attack(): Promise<void> {
    const { opening, piece, everyMs } = this.#options
    const socket = await openSocket(this.#port)
    if (this.#isOver) return void socket.destroy()
    const startedAt = performance.now()
    this.#sockets.add(socket)
    socket.write(opening)
    const drip = setInterval(() => socket.write(piece), everyMs)
    // 'end' comes with the last octet of the server, when there is somebody to read it.
    socket.resume().once('close', () => {
      clearInterval(drip)
      this.#sockets.delete(socket)
      if (this.#isOver) return
      this.#onEnd(performance.now() - startedAt)
      void this.#attack()
    })
  }
}
