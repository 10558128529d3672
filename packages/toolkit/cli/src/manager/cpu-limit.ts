import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'

/** What a test puts in place of the machine. */
export interface CpuSources {
  /** Processors that this process may be scheduled on. Default: what the system says. */
  readonly processors?: number
  /** Content of a file; throws when there is none. Default: reads it. */
  readonly read?: (path: string) => string
}

/**
 * Processors that this process may keep busy: those of its affinity, or fewer where a container has a quota of time
 * (cgroup v2 `cpu.max`, v1 `cpu.cfs_quota_us`, of its own group and of all around it). Parts of one count as one.
 */
export function usableProcessors(sources: CpuSources = {}): number {
  const { processors = availableParallelism(), read = readText } = sources
  const quotas = groupsOf(tryRead(read, '/proc/self/cgroup') ?? '').flatMap((group) => quotasOf(group, read))
  return Math.max(1, Math.min(processors, Math.ceil(Math.min(Infinity, ...quotas))))
}

interface Group {
  readonly root: string
  readonly path: string
  readonly quota: (folder: string, read: (path: string) => string) => number | undefined
}

/** Lines are `0::/path` for version 2, `4:cpu,cpuacct:/path` for version 1. */
function groupsOf(text: string): Group[] {
  return text.split('\n').flatMap((line): Group[] => {
    const [id, controllers = '', ...rest] = line.split(':')
    const path = rest.join(':')
    if (id === '0' && controllers === '') return [{ root: '/sys/fs/cgroup', path, quota: quota2 }]
    if (!controllers.split(',').includes('cpu')) return []
    return [{ root: `/sys/fs/cgroup/${controllers}`, path, quota: quota1 }]
  })
}

/**
 * Of the group and all around it. In a container the path may be that of the host, which is not there: its root is the
 * container's own group, and is always looked at.
 */
function quotasOf({ root, path, quota }: Group, read: (path: string) => string): number[] {
  const folders = new Set<string>([root])
  for (let folder = path; folder.length > 1; folder = dirname(folder)) folders.add(join(root, folder))
  return [...folders].flatMap((folder) => quota(folder, read) ?? [])
}

/** `150000 100000`, or `max 100000`. */
function quota2(folder: string, read: (path: string) => string): number | undefined {
  const [quota, period] = (tryRead(read, `${folder}/cpu.max`) ?? '').trim().split(' ')
  return ratio(quota, period)
}

/** -1 for no limit. */
function quota1(folder: string, read: (path: string) => string): number | undefined {
  return ratio(tryRead(read, `${folder}/cpu.cfs_quota_us`), tryRead(read, `${folder}/cpu.cfs_period_us`))
}

function ratio(quota: string | undefined, period: string | undefined): number | undefined {
  const value = Number(quota) / Number(period)
  return value > 0 && Number.isFinite(value) ? value : undefined
}

function tryRead(read: (path: string) => string, path: string): string | undefined {
  try {
    return read(path)
  } catch {
    return undefined
  }
}

function readText(path: string): string {
  return readFileSync(path, 'utf8')
}
