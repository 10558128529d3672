import { expect, it } from 'vitest'
import { usableProcessors } from './cpu-limit.ts'

/** A machine of eight processors with these files. */
function processors(files: Record<string, string>): number {
  const found = new Map(Object.entries(files))
  return usableProcessors({
    processors: 8,
    read: (path) => {
      const content = found.get(path)
      if (content === undefined) throw new Error('ENOENT')
      return content
    },
  })
}

const v2 = { '/proc/self/cgroup': '0::/system.slice/shop.service\n' }

it('is what the system says where nothing limits it', () => {
  expect(processors({})).toBe(8)
  expect(processors({ ...v2, '/sys/fs/cgroup/system.slice/shop.service/cpu.max': 'max 100000\n' })).toBe(8)
})

it('is the quota of the group, parts of a processor as one', () => {
  const file = '/sys/fs/cgroup/system.slice/shop.service/cpu.max'
  expect(processors({ ...v2, [file]: '200000 100000\n' })).toBe(2)
  expect(processors({ ...v2, [file]: '150000 100000\n' })).toBe(2)
  expect(processors({ ...v2, [file]: '10000 100000\n' })).toBe(1)
  expect(processors({ ...v2, [file]: '1600000 100000\n' })).toBe(8)
})

it('is the least quota of all groups around it', () => {
  expect(
    processors({
      ...v2,
      '/sys/fs/cgroup/system.slice/cpu.max': '300000 100000\n',
      '/sys/fs/cgroup/system.slice/shop.service/cpu.max': '600000 100000\n',
    }),
  ).toBe(3)
})

it('is the quota of a container, whose own group is the root', () => {
  expect(processors({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '400000 100000\n' })).toBe(4)
})

it('knows version 1', () => {
  const cgroup = '5:memory:/docker/7\n4:cpu,cpuacct:/docker/7\n'
  const folder = '/sys/fs/cgroup/cpu,cpuacct/docker/7'
  const files = { '/proc/self/cgroup': cgroup, [`${folder}/cpu.cfs_period_us`]: '100000\n' }
  expect(processors({ ...files, [`${folder}/cpu.cfs_quota_us`]: '250000\n' })).toBe(3)
  expect(processors({ ...files, [`${folder}/cpu.cfs_quota_us`]: '-1\n' })).toBe(8)
})

it('leaves alone what it cannot read', () => {
  expect(processors({ '/proc/self/cgroup': 'nonsense', '/sys/fs/cgroup/cpu.max': 'a b' })).toBe(8)
})
