/** What somebody entered in the contact form, once it is found to be right. */
export interface Message {
  /** Not blank. */
  readonly name: string
  /** Looks like `ada@example.com`. */
  readonly email: string
  /** Not blank; lines end with LF. */
  readonly text: string
}

/** Keeps the last messages in memory. */
export class Inbox {
  /** Messages received in all. */
  received = 0
  readonly #messages: Message[] = []
  readonly #limit: number

  /** @param limit how many messages are kept; older ones are dropped */
  constructor(limit = 100) {
    this.#limit = limit
  }

  /** The messages that are kept, oldest first. */
  get messages(): readonly Message[] {
    return this.#messages
  }

  /** Keeps a message, and drops the oldest one when there are too many. */
  add(message: Message): void {
    this.received++
    this.#messages.push(message)
    if (this.#messages.length > this.#limit) this.#messages.shift()
  }
}
