/*
 * Machines as the kernel makes them: namespaces of their own, each with a cable to this one. Their files and processors are
 * ours, their network is not: pulled out, nothing comes back, not even a reset, as when a machine has lost its power.
 */
import { execFileSync, spawnSync } from 'node:child_process'

/** A machine beside this one. */
export interface Machine {
  /** Where it is reached from here. */
  readonly address: string
  /** To be put in front of commands that are to run there. */
  readonly through: readonly string[]
  readonly unplug: () => void
  readonly plug: () => void
}

/** Why there can be none; `undefined`: there can. */
export function noMachines(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'network namespaces need root on Linux'
  const name = `tsgi-try-${process.pid}`
  const { error, status, stderr } = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' })
  if (error !== undefined) return 'it needs the command ip (iproute2)'
  if (status !== 0) return `network namespaces cannot be made here: ${stderr.trim()}`
  ip('netns', 'delete', name)
  return undefined
}

/** Makes machines, does something with them, and removes them. */
export async function withMachines<T>(
  count: number,
  use: (machines: readonly Machine[]) => Promise<T>,
): Promise<T> {
  const names = Array.from({ length: count }, (_, index) => `tsgi${process.pid}-${index}`)
  try {
    return await use(names.map(makeMachine))
  } finally {
    for (const name of names) spawnSync('ip', ['netns', 'delete', name])
  }
}

/** Addresses are those that were set aside for measurements (RFC 2544): nothing else has them. */
function makeMachine(name: string, index: number): Machine {
  const net = `198.18.${process.pid % 256}`
  const [here, there] = [`${net}.${4 * index + 1}`, `${net}.${4 * index + 2}`]
  ip('netns', 'add', name)
  ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'cable', 'netns', name)
  ip('address', 'add', `${here}/30`, 'dev', name)
  ip('-netns', name, 'address', 'add', `${there}/30`, 'dev', 'cable')
  ip('-netns', name, 'link', 'set', 'lo', 'up')
  ip('-netns', name, 'link', 'set', 'cable', 'up')
  ip('link', 'set', name, 'up')
  return {
    address: there,
    through: ['ip', 'netns', 'exec', name],
    unplug: () => ip('-netns', name, 'link', 'set', 'cable', 'down'),
    plug: () => ip('-netns', name, 'link', 'set', 'cable', 'up'),
  }
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}
