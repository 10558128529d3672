import { describe, expect, it } from 'vitest'
import {
  parseBytes,
  parseCpuMicros,
  parseOpenFileLimit,
  processFigures,
  processTree,
} from './process-figures.ts'

describe('parseCpuMicros', () => {
  it('adds user and system time, both in hundredths of a second', () => {
    const stat = '19747 (cat) R 19735 19735 16183 0 -1 4194304 99 0 0 0 12 3 0 0 20 0 1 0 1238373 3133440'
    expect(parseCpuMicros(stat)).toBe(150_000)
  })

  it('is not led astray by the name of the process', () => {
    const stat = '7 (a) R 1 (b) S 1 1 1 0 -1 0 0 0 0 0 200 1 0 0 20 0 1 0 5 6'
    expect(parseCpuMicros(stat)).toBe(2_010_000)
  })
})

describe('parseBytes', () => {
  const status = 'Name:\tnode\nVmPeak:\t  999 kB\nVmHWM:\t   51200 kB\nVmRSS:\t   40960 kB\n'

  it('reads a size in kB', () => {
    expect(parseBytes(status, 'VmHWM')).toBe(51_200 * 1024)
    expect(parseBytes(status, 'VmRSS')).toBe(40_960 * 1024)
  })

  it('is 0 where there is none, as for a process that has just ended', () => {
    expect(parseBytes('Name:\tnode\n', 'VmRSS')).toBe(0)
  })
})

describe('parseOpenFileLimit', () => {
  const head = 'Limit                     Soft Limit           Hard Limit           Units     \n'

  it('reads the soft limit', () => {
    expect(
      parseOpenFileLimit(`${head}Max open files            1024                 524288               files`),
    ).toBe(1024)
  })

  it('knows that there may be none', () => {
    expect(
      parseOpenFileLimit(`${head}Max open files            unlimited            unlimited            files`),
    ).toBe(Infinity)
  })
})

describe.runIf(process.platform === 'linux')('processFigures', () => {
  it('counts the memory of a process that runs', () => {
    const { residentBytes, peakBytes } = processFigures(process.pid)
    expect(residentBytes).toBeGreaterThan(2 ** 20)
    expect(peakBytes).toBeGreaterThan(2 ** 20)
  })

  it('begins with the process itself', () => {
    expect(processTree(process.pid)[0]).toBe(process.pid)
  })
})
