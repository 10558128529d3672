import { runProgram } from './run-program.ts'
import { Unavailable } from './unavailable.ts'

/**
 * Installs packages into `node_modules` of a folder, for production and without running their scripts.
 * @throws Unavailable when npm fails, as without a network
 */
export async function npmInstall(folder: string, packages: readonly string[]): Promise<void> {
  const quiet = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error']
  const plain = ['--omit=dev', '--ignore-scripts', '--fetch-retries=0']
  try {
    await runProgram(['npm', 'install', '--prefix', folder, ...quiet, ...plain, ...packages])
  } catch (error) {
    throw new Unavailable(`npm cannot install ${packages.join(' ')}: ${firstLine(error)}`, { cause: error })
  }
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n', 1)[0]!
}
