import { describe, expect, it } from 'vitest'
import { forwarded } from './index.ts'
import type { ForwardedOptions } from './index.ts'

describe('options of forwarded()', () => {
  it.each<[unknown, string]>([
    [{ trusted: [] }, "Unknown option 'trusted' of forwarded()"],
    [{ trust: true }, 'trust is a list, a whole number from 0 or a function, got true'],
    [{ trust: '10.0.0.0/8' }, 'trust is a list, a whole number from 0 or a function, got 10.0.0.0/8'],
    [{ trust: null }, 'trust is a list'],
    [{ trust: -1 }, 'trust is a list, a whole number from 0 or a function, got -1'],
    [{ trust: 1.5 }, 'trust is a list'],
    [{ trust: Infinity }, 'trust is a list'],
    [{ trust: ['loopback'] }, 'Trusted peer "loopback" is no address'],
    [{ trust: ['0.0.0.0/0'] }, 'holds everyone'],
    [{ trust: ['10.0.0.1/8'] }, 'has bits beyond its prefix'],
    [{ header: 'x-forwarded-for' }, "header is 'x-forwarded' or 'forwarded', got 'x-forwarded-for'"],
    [{ take: 'for' }, 'take is a list, got string'],
    [{ take: ['by'] }, `take has for, proto, host, port, prefix with header 'x-forwarded'; got "by"`],
    [
      { take: ['port'], header: 'forwarded' },
      `take has for, proto, host with header 'forwarded'; got "port"`,
    ],
    [{ keep: 'x-a' }, 'keep is a list, got string'],
    [{ keep: ['X-A'] }, "keep has names of fields in lower case, got 'X-A'"],
    [{ keep: ['x a'] }, "keep has names of fields in lower case, got 'x a'"],
    [{ keep: [1] }, "keep has names of fields in lower case, got '1'"],
    [{ keep: ['x-forwarded-for'] }, "keep cannot have 'x-forwarded-for'"],
    [{ keep: ['forwarded'] }, "keep cannot have 'forwarded'"],
    [{ keep: ['host'] }, "keep cannot have 'host'"],
    [{ maxHops: 0 }, 'maxHops is a whole number from 1, got 0'],
    [{ maxHops: '64' }, 'maxHops is a whole number from 1, got 64'],
  ])('%j is refused', (options, message) => {
    expect(() => forwarded(options as ForwardedOptions)).toThrow(TypeError)
    expect(() => forwarded(options as ForwardedOptions)).toThrow(message)
  })
})
