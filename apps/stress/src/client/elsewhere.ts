import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { PACKAGE_ROOT } from '../package-root.ts'

/**
 * Runs a client of this folder in a process of its own, so that an honest client in this one is not kept waiting by it.
 * @param words what it is told on its command line
 * @param hear gets what else it says
 * @returns what ends it, once it has said `ready`
 */
export async function runElsewhere(
  name: 'flooder' | 'greedy' | 'swarmer' | 'taker',
  words: ReadonlyArray<string | number>,
  hear: (message: unknown) => void = () => {},
): Promise<() => void> {
  const child: ChildProcess = fork(
    fileURLToPath(new URL(`dist/client/${name}.js`, PACKAGE_ROOT)),
    words.map(String),
  )
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message) => (message === 'ready' ? resolve() : hear(message)))
    child.once('exit', () => reject(new Error(`${name} ended`)))
  })
  return () => void child.kill()
}
