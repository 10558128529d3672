import { openDatabase } from './sqlite.ts'
import type { Database, Statement } from './sqlite.ts'

/** What somebody entered in the contact form, once it is found to be right. */
export interface Message {
  /** Not blank. */
  readonly name: string
  /** Looks like `ada@example.com`. */
  readonly email: string
  /** Not blank; lines end with LF. */
  readonly text: string
}

/** Keeps the last messages. */
export interface Inbox {
  /** Messages received in all. */
  readonly received: number
  /** The messages that are kept, oldest first. */
  readonly messages: readonly Message[]
  /** Keeps a message, and drops the oldest one when there are too many. */
  add(message: Message): void
}

/**
 * Opens an inbox in a database, or in memory on a Node without SQLite.
 * @param path file of the database, or `':memory:'`
 * @param limit how many messages are kept
 */
export function openInbox(path: string, limit = 100): Inbox {
  const database = openDatabase(path)
  return database === undefined ? new MemoryInbox(limit) : new SqliteInbox(database, limit)
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA busy_timeout = 1000;
  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given again, so that it counts
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    text TEXT NOT NULL
  );
`

/** An inbox that outlives the process, and that several processes share. */
export class SqliteInbox implements Inbox {
  readonly #insert: Statement
  readonly #drop: Statement
  readonly #last: Statement
  readonly #all: Statement
  readonly #limit: number

  constructor(database: Database, limit: number) {
    database.exec(SCHEMA)
    this.#insert = database.prepare('INSERT INTO messages (name, email, text) VALUES (?, ?, ?)')
    this.#drop = database.prepare('DELETE FROM messages WHERE id <= (SELECT max(id) FROM messages) - ?')
    this.#last = database.prepare('SELECT max(id) AS received FROM messages')
    this.#all = database.prepare('SELECT name, email, text FROM messages ORDER BY id')
    this.#limit = limit
  }

  get received(): number {
    return (this.#last.get() as { received: number | null }).received ?? 0
  }

  get messages(): readonly Message[] {
    // Rows of node:sqlite have no prototype.
    return (this.#all.all() as Message[]).map((row) => ({ ...row }))
  }

  add({ name, email, text }: Message): void {
    this.#insert.run(name, email, text)
    this.#drop.run(this.#limit)
  }
}

/** An inbox for where there is no SQLite: gone when the process ends. */
export class MemoryInbox implements Inbox {
  received = 0
  readonly #messages: Message[] = []
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get messages(): readonly Message[] {
    return this.#messages
  }

  add(message: Message): void {
    this.received++
    this.#messages.push(message)
    if (this.#messages.length > this.#limit) this.#messages.shift()
  }
}
