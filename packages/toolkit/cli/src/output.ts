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

/** One per process, as a log is read as a whole. */
let form: 'text' | 'json' = 'text'

/** Makes every line on stderr, from now on, text for people or JSON for programs. */
export function useLogFormat(wanted: 'text' | 'json'): void {
  form = wanted
}

/** Makes the output of a command. */
export function createOutput({ quiet = false }: { quiet?: boolean | undefined } = {}): Output {
  return {
    result: (text) => {
      if (!quiet) process.stdout.write(`${escapeControls(text)}\n`)
    },
    notice: (text) => {
      if (quiet) return
      if (form === 'json') writeRecord('info', text)
      else process.stderr.write(`${prefix('dim')} ${escapeControls(text)}\n`)
    },
    error: (text) => {
      if (form === 'json') return writeRecord('error', text)
      for (const line of text.trimEnd().split('\n').join('\n  ').split('\n')) {
        process.stderr.write(`${prefix('red')} ${escapeControls(line)}\n`)
      }
    },
  }
}

/** What JSON leaves as it is, terminals may still obey. */
function writeRecord(level: 'info' | 'error', message: string): void {
  const record = { time: new Date().toISOString(), level, pid: process.pid, message: message.trimEnd() }
  const line = JSON.stringify(record).replace(
    special,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  process.stderr.write(`${line}\n`)
}

const special = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

/**
 * Makes text safe for terminals and logs: control characters, line separators and the characters that reorder a line
 * come out as `\u{1b}`.
 */
export function escapeControls(text: string): string {
  return text.replace(special, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}

/** `hasColors` knows NO_COLOR, FORCE_COLOR and TERM; `styleText` of Node 20 knows none of them. */
function prefix(style: 'dim' | 'red'): string {
  const colored = process.stderr.isTTY && process.stderr.hasColors()
  return colored ? styleText(style, 'tsgi:') : 'tsgi:'
}
