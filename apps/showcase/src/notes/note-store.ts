import type { Clock } from '../clock.ts'

/** What a client says of a note. */
export interface NoteContent {
  /** Not blank. */
  readonly title: string
  /** May be empty. */
  readonly text: string
}

/** A note as it is kept. */
export interface Note extends NoteContent {
  /** Decimal digits, unique while the server runs. */
  readonly id: string
  /** When it was created or last replaced: `'2026-01-31T12:00:00.000Z'`. */
  readonly updated: string
}

/** Notes in memory, up to a number. */
export class NoteStore {
  readonly #notes = new Map<string, Note>()
  readonly #clock: Clock
  readonly #limit: number
  #lastId = 0

  /**
   * @param clock tells when notes change
   * @param limit how many notes are kept
   */
  constructor(clock: Clock, limit = 100) {
    this.#clock = clock
    this.#limit = limit
  }

  /** Whether there is no room for another note. */
  get isFull(): boolean {
    return this.#notes.size >= this.#limit
  }

  /** All notes, oldest first. */
  list(): Note[] {
    return [...this.#notes.values()]
  }

  /** The note with that id. */
  get(id: string): Note | undefined {
    return this.#notes.get(id)
  }

  /** Keeps a new note; the caller sees to it that there is room. */
  create(content: NoteContent): Note {
    return this.#keep(String(++this.#lastId), content)
  }

  /** Keeps other content under an id that exists. */
  replace(id: string, content: NoteContent): Note {
    return this.#keep(id, content)
  }

  /** Forgets a note. */
  delete(id: string): void {
    this.#notes.delete(id)
  }

  #keep(id: string, { title, text }: NoteContent): Note {
    const note = { id, title, text, updated: new Date(this.#clock.now()).toISOString() }
    this.#notes.set(id, note)
    return note
  }
}
