/** What values of an option may be: one reading for the texts of flags and variables and for values of configuration files. */
export interface Kind {
  /** Stands for the value in help; `undefined`: a switch, which takes none. */
  readonly placeholder: string | undefined
  /** Completes "Expected …". */
  readonly expected: string
  /** JSON Schema of what a configuration file may hold. */
  readonly schema: Readonly<Record<string, unknown>>
  /** @returns `undefined` when it is not of this kind */
  readonly read: (value: unknown) => unknown
  /** Values to choose from, for completion. */
  readonly choices?: readonly string[]
  /** Whether it names a file, for completion. */
  readonly isPath?: boolean
}

const truths: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ...[true, 'true', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...[false, 'false', '0', 'no', 'off'].map((word) => [word, false] as const),
])

/** On or off. */
export const toggle: Kind = {
  placeholder: undefined,
  expected: 'true or false',
  schema: { type: 'boolean' },
  read: (value) => truths.get(value),
}

/** Any text but none: an empty host would mean all interfaces. */
export function text(placeholder: string, isPath = false): Kind {
  return {
    placeholder,
    isPath,
    expected: 'a text that is not empty',
    schema: { type: 'string', minLength: 1 },
    read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
  }
}

/** One of some words. */
export function choice(placeholder: string, choices: readonly string[]): Kind {
  return {
    placeholder,
    choices,
    expected: `one of ${choices.join(', ')}`,
    schema: { enum: choices },
    read: (value) => choices.find((word) => word === value),
  }
}

/** Several texts: the flag comes several times, variables separate them by commas. */
export function list(placeholder: string, isPath = false): Kind {
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
  return {
    placeholder,
    isPath,
    expected: 'texts that are not empty',
    schema: { type: 'array', items: { type: 'string', minLength: 1 } },
    read: (value) => {
      const texts: unknown = typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value
      return Array.isArray(texts) && texts.every(isText) ? texts : undefined
    },
  }
}

/** A whole number of a range. */
export function whole(placeholder: string, most: number, expected: string): Kind {
  return {
    placeholder,
    expected,
    schema: { type: 'integer', minimum: 0, maximum: most },
    read: (value) => {
      const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
      return isWithin(number, most) && Number.isInteger(number) ? number : undefined
    },
  }
}

/** So many processes, or as many as there are processors. */
export const workerCount: Kind = {
  placeholder: '<number|auto>',
  expected: 'auto or 0 to 1024',
  schema: { oneOf: [{ const: 'auto' }, { type: 'integer', minimum: 0, maximum: 1024 }] },
  read: (value) => (value === 'auto' ? value : whole('', 1024, '').read(value)),
}

const secondsOf: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['ms', 0.001],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
])

/** A time in seconds; texts may have a unit: `500ms`, `90s`, `15m`, `12h`. Timers cannot wait longer than 24 days. */
export function seconds(most: number): Kind {
  return {
    placeholder: '<seconds>',
    expected: `seconds from 0 to ${most}`,
    schema: {
      oneOf: [
        { type: 'number', minimum: 0, maximum: most },
        { type: 'string', pattern: '^\\d+(\\.\\d+)?(ms|s|m|h|d)?$' },
      ],
    },
    read: (value) => {
      const number = typeof value === 'string' ? measure(value, secondsOf) : value
      return isWithin(number, most) ? number : undefined
    },
  }
}

const bytesOf: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['k', 2 ** 10],
  ['m', 2 ** 20],
  ['g', 2 ** 30],
])

/** A number of bytes; texts may have a unit, a power of 1024: `512M`, `1.5G`. */
export const bytes: Kind = {
  placeholder: '<bytes>',
  expected: 'a number of bytes, such as 512M',
  schema: {
    oneOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', pattern: '^\\d+(\\.\\d+)?[kKmMgG]?$' },
    ],
  },
  read: (value) => {
    const number = typeof value === 'string' ? measure(value.toLowerCase(), bytesOf) : value
    return isWithin(number, Number.MAX_SAFE_INTEGER) ? Math.round(number) : undefined
  },
}

/** Permission bits in octal, as a text everywhere: JSON has no other way to write them. */
export const permissions: Kind = {
  placeholder: '<octal>',
  expected: 'octal permission bits, 0 to 777',
  schema: { type: 'string', pattern: '^0?[0-7]{1,3}$' },
  read: (value) => (typeof value === 'string' && /^0?[0-7]{1,3}$/.test(value) ? value : undefined),
}

/** Options of `serve()`, which checks them. */
export const record: Kind = {
  placeholder: '<json>',
  expected: 'an object',
  schema: { type: 'object' },
  read: (value) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined),
}

function measure(written: string, units: ReadonlyMap<string, number>): number | undefined {
  const [, digits, unit] = /^(\d{1,15}(?:\.\d{1,3})?)([a-z]*)$/.exec(written) ?? []
  const factor = units.get(unit ?? '')
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor
}

function isWithin(value: unknown, most: number): value is number {
  return typeof value === 'number' && value >= 0 && value <= most
}
