/** A file that is about to be served, for options that are functions. */
export interface ServedFile {
  /** Its names below the root, as they were asked for: `'assets/app.js'`. Of `app.js.br` this is `'app.js'`. */
  readonly name: string
  /** Absolute path of what is sent, links followed. */
  readonly path: string
  /** Length of what is sent, in bytes. */
  readonly size: number
  /** When it was modified. */
  readonly modified: Date
  /** Value of `content-type`. */
  readonly type: string
}
