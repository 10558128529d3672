import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGES } from './packages.ts'

/** Source files that `exports` leads to. */
const entryPoints = PACKAGES.flatMap(({ folder, manifest }) =>
  Object.entries(manifest.exports ?? {})
    .filter(([, target]) => typeof target === 'object' && '@tsgi/source' in target)
    .map(([key, target]) => ({
      label: `${manifest.name}${key.slice(1)}`,
      file: join(folder, (target as Record<string, string>)['@tsgi/source']!),
    })),
)

describe('every exported name has a doc block', () => {
  it.each(entryPoints)('$label', ({ file }) => {
    const names = exportedNames(file)
    expect(names.length).toBeGreaterThan(0)
    expect(names.filter(({ name, source }) => !isDocumented(name, source)).map(({ name }) => name)).toEqual(
      [],
    )
  })
})

describe('every member of an exported interface has a doc block', () => {
  it.each(entryPoints)('$label', ({ file }) => {
    const bare = exportedNames(file).flatMap(({ name, source }) => bareMembers(name, source))
    expect(bare).toEqual([])
  })
})

interface ExportedName {
  readonly name: string
  /** Text of the file that declares it. */
  readonly source: string
}

/** Names that a file exports, its own and those it passes on, each with the text that declares it. */
function exportedNames(file: string): ExportedName[] {
  const text = readFileSync(file, 'utf8')
  const own = [...text.matchAll(DECLARATION)].map((match) => ({ name: match[1]!, source: text }))
  const passed = [...text.matchAll(PASSED_ON)].flatMap(([, list, from]) => {
    const names = list!.split(',').map((name) => name.trim().replace(/^type /, ''))
    return exportedNames(join(dirname(file), from!)).filter(({ name }) => names.includes(name))
  })
  return [...own, ...passed]
}

const PASSED_ON = /^export (?:type )?\{([^}]+)\} from '(\.[^']+)'/gm
const DECLARATION = /^export (?:declare )?(?:async )?(?:function\*?|class|const|let|interface|type) (\w+)/gm

function isDocumented(name: string, source: string): boolean {
  const lines = source.split('\n')
  const declared = lines.findIndex((line) =>
    new RegExp(`^export .*\\b(?:function\\*?|class|const|let|interface|type) ${name}\\b`).test(line),
  )
  return declared > 0 && lines[declared - 1]!.endsWith('*/')
}

/** Members of an interface, two spaces deep, without a doc block above them. */
function bareMembers(name: string, source: string): string[] {
  const lines = source.split('\n')
  const start = lines.findIndex((line) => line.startsWith(`export interface ${name}`))
  if (start < 0 || lines[start]!.endsWith('{}')) return []
  const end = lines.findIndex((line, index) => index > start && line.startsWith('}'))
  return lines
    .slice(start + 1, end)
    .filter((line, index, members) => /^ {2}[\w[]/.test(line) && !(members[index - 1] ?? '').endsWith('*/'))
    .map((line) => `${name}: ${line.trim()}`)
}
