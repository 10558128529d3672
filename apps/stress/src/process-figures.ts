import { readFileSync, readdirSync } from 'node:fs'

/** What the operating system knows of a process. */
export interface ProcessFigures {
  /** Resident memory, in octets. */
  readonly residentBytes: number
  /** Open descriptors. */
  readonly descriptors: number
  /** Processor time so far, user and system, in milliseconds; the system counts in steps of 10. */
  readonly cpuMs: number
}

/** Reads `/proc`, so there must be one. */
export function processFigures(pid: number): ProcessFigures {
  return {
    residentBytes: parseResident(readFileSync(`/proc/${pid}/status`, 'utf8')),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    cpuMs: parseCpu(readFileSync(`/proc/${pid}/stat`, 'utf8')),
  }
}

/** `VmRSS:     51200 kB` */
function parseResident(status: string): number {
  const line = status.split('\n').find((each) => each.startsWith('VmRSS:'))
  return Number.parseInt(line?.slice('VmRSS:'.length) ?? '0', 10) * 1024
}

/** Fields 14 and 15, counted behind the name in parentheses, which may hold any character; in hundredths of a second. */
function parseCpu(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
