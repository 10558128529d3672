import { describe, expect, it } from 'vitest'
import { isInstalled, MOD_XSENDFILE, SETUPS } from './programs.ts'

const NEEDED = [...Object.values(SETUPS).map(({ command }) => command), MOD_XSENDFILE, 'systemd-analyze']

describe('programs that configurations are tried with', () => {
  it.for(NEEDED)('%s is installed', (program, { skip }) => {
    skip(process.env['CI'] === undefined && !isInstalled(program), 'left out here, on CI nothing may be')
    expect(isInstalled(program)).toBe(true)
  })
})
