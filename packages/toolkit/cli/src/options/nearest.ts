/** The word that was probably meant: one that differs in at most two letters, or in capitals and hyphens only. */
export function nearest<Word extends string>(given: string, words: readonly Word[]): Word | undefined {
  const ranked = words
    .map((word) => ({ word, distance: distance(plain(given), plain(word)) }))
    .toSorted((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best !== undefined && best.distance <= 2 ? best.word : undefined
}

function plain(word: string): string {
  return word.slice(0, 64).replaceAll(/[-_]/g, '').toLowerCase()
}

/** How many letters to put in, take out or change (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of a.split('').entries()) {
    const next = [i + 1]
    for (const [j, other] of b.split('').entries()) {
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1)!
}
