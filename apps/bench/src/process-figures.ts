import { readFileSync, readdirSync } from 'node:fs'

/** What processes have used, according to the operating system. */
export interface ProcessFigures {
  /** Processor time so far, user and system, all threads, in microseconds. The system counts in steps of 10 ms. */
  readonly cpuMicros: number
  /** Resident memory now, in bytes. */
  readonly residentBytes: number
  /** The most resident memory so far, in bytes. */
  readonly peakBytes: number
}

/** Figures of a process and all its descendants together. */
export function processFigures(pid: number): ProcessFigures {
  const all = processTree(pid).map((each) => ({
    cpuMicros: parseCpuMicros(read(each, 'stat')),
    residentBytes: parseBytes(read(each, 'status'), 'VmRSS'),
    peakBytes: parseBytes(read(each, 'status'), 'VmHWM'),
  }))
  return {
    cpuMicros: sum(all.map((each) => each.cpuMicros)),
    residentBytes: sum(all.map((each) => each.residentBytes)),
    peakBytes: sum(all.map((each) => each.peakBytes)),
  }
}

/** A process and all its descendants, itself first. */
export function processTree(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    parseChildren(read(pid, `task/${thread}/children`)),
  )
  return [pid, ...children.flatMap(processTree)]
}

/** The most files, sockets included, that a process may have open. */
export function openFileLimit(pid: number | 'self'): number {
  return parseOpenFileLimit(read(pid, 'limits'))
}

/** Times are in hundredths of a second, whatever the kernel's own clock. */
const MICROS_PER_TICK = 10_000

/** Fields 14 and 15 of `/proc/PID/stat`, counted behind the name in parentheses, which may itself hold any character. */
export function parseCpuMicros(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * MICROS_PER_TICK
}

/** A size in `/proc/PID/status`, where it is in kB: `VmHWM:     51200 kB`. */
export function parseBytes(status: string, name: string): number {
  const line = status.split('\n').find((each) => each.startsWith(`${name}:`))
  return line === undefined ? 0 : Number.parseInt(line.slice(name.length + 1), 10) * 1024
}

/** `/proc/PID/limits`: `Max open files            1024                 1048576              files`. */
export function parseOpenFileLimit(limits: string): number {
  const soft = /^Max open files +(\S+)/m.exec(limits)?.[1]
  return soft === 'unlimited' ? Infinity : Number(soft)
}

function parseChildren(children: string): number[] {
  return children.split(' ').filter(Boolean).map(Number)
}

function read(pid: number | 'self', file: string): string {
  return readFileSync(`/proc/${pid}/${file}`, 'utf8')
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
