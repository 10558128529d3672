/** Shows how far a download is. */
export interface Progress {
  /** So many bytes more have come. */
  readonly add: (bytes: number) => void
  /** Removes it from the terminal. */
  readonly end: () => void
}

/** Where it is shown. */
export interface Screen {
  readonly isTTY?: boolean
  /** Where it is narrow, so is the bar. Read anew each time: windows are resized. */
  readonly columns?: number
  write(text: string): unknown
}

/** Short downloads show nothing. */
const AFTER_MS = 500
const EVERY_MS = 100
const WIDTH = 30

/**
 * Makes a bar on a terminal; anywhere else it shows nothing.
 * @param total bytes that are to come; `undefined`: nobody knows
 * @param now clock in milliseconds
 */
export function progress(
  screen: Screen,
  total: number | undefined,
  now: () => number = () => performance.now(),
): Progress {
  const startedAt = now()
  let bytes = 0
  let shownAt = 0
  return {
    add: (more) => {
      bytes += more
      const time = now()
      if (screen.isTTY !== true || time - startedAt < AFTER_MS || time - shownAt < EVERY_MS) return
      shownAt = time
      screen.write(`\r\u001b[K${lineOf(bytes, total, screen.columns || 80)}`)
    },
    end: () => {
      if (shownAt > 0) screen.write('\r\u001b[K')
    },
  }
}

/** Shorter than a line: one that wraps could not be written over. */
function lineOf(bytes: number, total: number | undefined, columns: number): string {
  if (total === undefined) return `${mebibytes(bytes)} MiB`.slice(0, columns - 1)

  const share = Math.min(1, bytes / total)
  const text = `${Math.floor(share * 100)} % of ${mebibytes(total)} MiB`
  const width = Math.min(WIDTH, columns - text.length - 4)
  if (width < 1) return text.slice(0, columns - 1)
  const full = Math.round(share * width)
  return `[${'#'.repeat(full)}${' '.repeat(width - full)}] ${text}`
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1)
}
