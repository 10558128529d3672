/** A file of a form, as a whole. */
export interface FormFile {
  /** What the client calls it, without folders and controls. Never a path: see `Part.filename`. */
  readonly filename: string
  /** Media type in lower case, as the client says: `'image/png'`. Not verified. */
  readonly type: string
  /** The content. */
  readonly bytes: Uint8Array
}

/** What a field of a form holds. */
export type FormValue = string | FormFile

/** A form that was sent: values by name, in the order sent. Names are plain text; brackets and dots mean nothing. */
export class Form {
  readonly #fields: ReadonlyMap<string, readonly FormValue[]>

  /** @param entries names and values in the order sent */
  constructor(entries: Iterable<readonly [string, FormValue]>) {
    const fields = new Map<string, FormValue[]>()
    for (const [name, value] of entries) {
      const values = fields.get(name)
      if (values === undefined) fields.set(name, [value])
      else values.push(value)
    }
    this.#fields = fields
  }

  /** The first text under a name; `undefined` when there is none. */
  get(name: string): string | undefined {
    return this.#values(name).find(isText)
  }

  /** All texts under a name. */
  getAll(name: string): string[] {
    return this.#values(name).filter(isText)
  }

  /** The first file under a name; `undefined` when there is none. */
  file(name: string): FormFile | undefined {
    return this.#values(name).find(isFile)
  }

  /** All files under a name. */
  files(name: string): FormFile[] {
    return this.#values(name).filter(isFile)
  }

  /** Whether there is anything under a name. */
  has(name: string): boolean {
    return this.#fields.has(name)
  }

  /** All names, each once. */
  get names(): string[] {
    return [...this.#fields.keys()]
  }

  /**
   * The form as an object without prototype, as schemas take it: what came once is a value, what came several times an array.
   * @param lists names that are always an array, also for one value or none
   */
  toObject(lists: readonly string[] = []): Record<string, FormValue | readonly FormValue[]> {
    const object = Object.create(null) as Record<string, FormValue | readonly FormValue[]>
    for (const [name, values] of this.#fields) object[name] = values.length === 1 ? values[0]! : values
    for (const name of lists) object[name] = this.#values(name)
    return object
  }

  #values(name: string): readonly FormValue[] {
    return this.#fields.get(name) ?? []
  }
}

function isText(value: FormValue): value is string {
  return typeof value === 'string'
}

function isFile(value: FormValue): value is FormFile {
  return typeof value !== 'string'
}
