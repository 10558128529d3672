/*
 * Octets compared and checked four at a time, in place.
 */

const WORD = 4

let lastBuffer: ArrayBufferLike | null = null
let lastView: DataView = new DataView(new ArrayBuffer(0))

/** A view of a whole buffer; most are the same one that all sockets are read into. */
export function viewOf(buffer: ArrayBufferLike): DataView {
  if (buffer !== lastBuffer) {
    lastBuffer = buffer
    lastView = new DataView(buffer)
  }
  return lastView
}

/** A text of ASCII, four octets in each number; the last four may overlap with those before. Empty: it is shorter. */
export function wordsOf(text: string): number[] {
  const view = new DataView(Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer)
  const words: number[] = []
  for (let at = 0; at + WORD < text.length; at += WORD) words.push(view.getInt32(at, true))
  if (text.length >= WORD) words.push(view.getInt32(text.length - WORD, true))
  return words
}

/** Whether that name stands between two offsets. */
export function isName(view: DataView, start: number, end: number, { name, words }: Words): boolean {
  if (end - start !== name.length || words.length === 0) return false
  const last = words.length - 1
  for (let i = 0; i < last; i++) {
    if (view.getInt32(start + i * WORD, true) !== words[i]) return false
  }
  return view.getInt32(end - WORD, true) === words[last]
}

interface Words {
  readonly name: string
  readonly words: readonly number[]
}

/** Whether that text, one character for each octet, stands between two offsets. */
export function isText(view: DataView, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false
  for (let i = 0; i < text.length; i++) if (view.getUint8(start + i) !== text.charCodeAt(i)) return false
  return true
}

/** Whether what stands there is a field value for certain: no controls, and no blanks at its ends. */
export function isPlainValue(view: DataView, start: number, end: number): boolean {
  if (start === end) return true
  if (view.getUint8(start) === SP || view.getUint8(end - 1) === SP) return false
  let at = start
  for (; at + WORD <= end; at += WORD) if (hasControl(view.getInt32(at, true))) return false
  for (; at < end; at++) if (isControl(view.getUint8(at))) return false
  return true
}

const SP = 0x20
const DEL = 0x7f

function isControl(octet: number): boolean {
  return octet < SP || octet === DEL
}

/** The highest bit of each octet that is below 0x20, or 0x7F; it may also be set in the octet above one. */
function hasControl(word: number): boolean {
  const del = word ^ 0x7f_7f_7f_7f
  return ((((word - 0x20_20_20_20) & ~word) | ((del - 0x01_01_01_01) & ~del)) & 0x80_80_80_80) !== 0
}
