/*
 * One listener for the end of the process, whatever the number of logs. Only those that have something to write are in
 * the set, so a log that is forgotten can be collected.
 */

/** What still has something to write when the process ends. */
export interface Writing {
  /** Writes it, synchronously. */
  writeNow(): void
}

const waiting = new Set<Writing>()
let isListening = false

/** Has it written when the process ends, unless {@link forgetAtExit} comes first. */
export function writeAtExit(writing: Writing): void {
  waiting.add(writing)
  if (isListening) return
  isListening = true
  process.on('exit', () => {
    for (const each of waiting) each.writeNow()
  })
}

/** There is nothing to write any more. */
export function forgetAtExit(writing: Writing): void {
  waiting.delete(writing)
}
