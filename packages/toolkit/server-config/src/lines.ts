/** Lines of a text. A list within a list stands two blanks further to the right. */
export type Lines = ReadonlyArray<string | Lines>

/** Writes lines, each with its end. */
export function textOf(lines: Lines): string {
  return indented(lines, '').join('')
}

function indented(lines: Lines, margin: string): string[] {
  return lines.flatMap((line) => {
    if (typeof line !== 'string') return indented(line, `${margin}  `)
    return line === '' ? '\n' : `${margin}${line}\n`
  })
}

/** The lines, or none. */
export function when(condition: boolean, ...lines: Lines): Lines {
  return condition ? lines : []
}
