/** Lines of a text. A list within a list stands further to the right. */
export type Lines = ReadonlyArray<string | Lines>

/** Writes lines, each with its end. */
export function textOf(lines: Lines, indent = '  '): string {
  return indented(lines, '', indent).join('')
}

function indented(lines: Lines, margin: string, indent: string): string[] {
  return lines.flatMap((line) => {
    if (typeof line !== 'string') return indented(line, margin + indent, indent)
    return line === '' ? '\n' : `${margin}${line}\n`
  })
}

/** The lines, or none. */
export function when(condition: boolean, ...lines: Lines): Lines {
  return condition ? lines : []
}
