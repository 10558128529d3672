/** Octets of a MiB. */
export const MIB: number = 2 ** 20

/** One thing that was measured, and what it should be. */
export interface Finding {
  /** What it is: `truncated answers`. */
  readonly what: string
  readonly measured: string
  /** `''`: nothing was promised. */
  readonly target: string
  /** `null`: nothing to judge. */
  readonly isMet: boolean | null
  /** Whether other work of the machine can spoil it, so that it counts at full size only. */
  readonly isNoisy: boolean
}

/** Something that has a limit. How long things take depends on what else the machine does. */
export function atMost(what: string, value: number, limit: number, unit = ''): Finding {
  return {
    what,
    measured: withUnit(value, unit),
    target: `≤ ${withUnit(limit, unit)}`,
    isMet: value <= limit,
    isNoisy: unit === 'ms',
  }
}

/** Something of which there must be enough. */
export function atLeast(what: string, value: number, least: number): Finding {
  return {
    what,
    measured: withUnit(value, ''),
    target: `≥ ${withUnit(least, '')}`,
    isMet: value >= least,
    isNoisy: false,
  }
}

/** Something that must be so, and not otherwise; `''` is nothing. */
export function exactly(what: string, value: number | string, expected: number | string): Finding {
  const text = (each: number | string): string =>
    typeof each === 'number' ? withUnit(each, '') : each || 'none'
  return { what, measured: text(value), target: text(expected), isMet: value === expected, isNoisy: false }
}

/** Something that must be there, whatever it is. */
export function something(what: string, text: string): Finding {
  return { what, measured: text || 'none', target: 'any', isMet: text !== '', isNoisy: false }
}

/** Something worth knowing. */
export function told(what: string, value: number, unit = ''): Finding {
  return { what, measured: withUnit(value, unit), target: '', isMet: null, isNoisy: false }
}

/** The same, where the machine has a say in it. */
export function noisy(finding: Finding): Finding {
  return { ...finding, isNoisy: true }
}

/** Stands for all findings of a scenario that cannot run here. */
export function skipped(reason: string): Finding {
  return { what: 'not run', measured: reason, target: '', isMet: null, isNoisy: false }
}

/** Memory that has a limit, both in octets. Other work of the machine has a say in it. */
export function memoryAtMost(what: string, octets: number, limit: number): Finding {
  return noisy(atMost(what, mebibytes(octets), mebibytes(limit), 'MiB'))
}

/** Octets as MiB. */
export function mebibytes(octets: number): number {
  return octets / MIB
}

function withUnit(value: number, unit: string): string {
  const digits = Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 2 : 1
  const text = value.toLocaleString('en', { maximumFractionDigits: digits }).replaceAll(',', ' ')
  return unit === '' ? text : `${text} ${unit}`
}
