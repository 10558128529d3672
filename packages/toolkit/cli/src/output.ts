import { styleText } from 'node:util'

/** Where the command speaks: what was asked for on stdout, everything else on stderr after `tsgi: `. */
export interface Output {
  /** What the command is there to tell. Nothing when `quiet`. */
  result(text: string): void
  /** Worth knowing. Nothing when `quiet`. */
  notice(text: string): void
  /** What went wrong; further lines are indented, so that none can pass for a message of its own. */
  error(text: string): void
}

/** Makes the output of a command. */
export function createOutput({ quiet = false }: { quiet?: boolean | undefined } = {}): Output {
  return {
    result: (text) => {
      if (!quiet) process.stdout.write(`${escapeControls(text)}\n`)
    },
    notice: (text) => {
      if (!quiet) process.stderr.write(`${prefix('dim')} ${escapeControls(text)}\n`)
    },
    error: (text) => {
      for (const line of text.trimEnd().split('\n').join('\n  ').split('\n')) {
        process.stderr.write(`${prefix('red')} ${escapeControls(line)}\n`)
      }
    },
  }
}

/**
 * Makes text safe for terminals and logs: control characters, line separators and the characters that reorder a line
 * come out as `\u{1b}`.
 */
export function escapeControls(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
}

/** `hasColors` knows NO_COLOR, FORCE_COLOR and TERM; `styleText` of Node 20 knows none of them. */
function prefix(style: 'dim' | 'red'): string {
  const colored = process.stderr.isTTY && process.stderr.hasColors()
  return colored ? styleText(style, 'tsgi:') : 'tsgi:'
}
