import { deepStrictEqual } from 'node:assert/strict'
import { do_not_optimize as keep } from 'mitata'

/** A function to measure. Everything it works on is made before. */
export interface Benchmark {
  /** What is measured, within its subject: `'curl, whole'`. */
  readonly name: string
  /** Does it once and returns what came of it, or a promise of that. */
  readonly run: () => unknown
  /** What comes of it. */
  readonly expected: unknown
}

/**
 * Runs a benchmark once and holds the result against what is expected: how fast a broken function is nobody wants to know.
 * @throws Error that names the benchmark, with what differs as its cause
 */
export async function assertRight({ name, run, expected }: Benchmark): Promise<void> {
  try {
    // A clone, because prototypes make no difference here: records of fields inherit from one that is empty.
    deepStrictEqual(structuredClone(await run()), expected)
  } catch (cause) {
    throw new Error(`'${name}' does not give what it should`, { cause })
  }
}

/** The same benchmark, with results that are kept: a compiler leaves out whatever makes a result that nobody wants. */
export function keepingResults(benchmark: Benchmark): Benchmark {
  const { run } = benchmark
  return {
    ...benchmark,
    run() {
      const result = run()
      keep(result)
      return result
    },
  }
}
