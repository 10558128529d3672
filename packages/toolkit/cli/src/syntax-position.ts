import { execFile } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { memberOf } from './member.ts'
import { positionIn } from './thrown.ts'

/**
 * Finds where a graph of ES modules cannot be parsed. Node knows, but tells only when it exits by that error: neither
 * the stack nor any property has it. So another Node parses the file and what it imports, without running any of it.
 * @param file absolute path of the entry
 * @param message of the `SyntaxError` that importing the file gave
 * @returns `src/db.js:12`; `undefined` when it was not found
 */
export async function findSyntaxError(file: string, message: string): Promise<string | undefined> {
  try {
    await promisify(execFile)(process.execPath, [...parserFlags, parser, pathToFileURL(file).href], {
      timeout: 10_000,
    })
  } catch (error) {
    const stderr = memberOf(error, 'stderr')
    if (typeof stderr === 'string' && stderr.includes(message)) return positionIn(stderr)
  }
  return undefined
}

const parserFlags = ['--no-warnings', '--experimental-vm-modules', '--input-type=module', '--eval']

/** Adding to a set while it is iterated makes it a queue. */
const parser = `
  import { readFileSync } from 'node:fs'
  import { SourceTextModule } from 'node:vm'

  const urls = new Set([process.argv[1]])
  for (const url of urls) {
    const module = new SourceTextModule(readFileSync(new URL(url), 'utf8'), { identifier: url })
    for (const specifier of module.dependencySpecifiers) {
      if (specifier.startsWith('.')) urls.add(new URL(specifier, url).href)
    }
  }`
