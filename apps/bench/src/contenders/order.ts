const LINES = Array.from({ length: 11 }, (_each, index) => ({
  id: 1000 + index,
  name: `Article number ${index}`,
  price: 19.95,
  tags: ['red', 'small'],
}))

/** A value of 1024 octets, as `JSON.stringify` writes it. */
export const ORDER: object = padded({ order: 4711, lines: LINES }, 1024)

function padded(value: object, length: number): object {
  const missing = length - JSON.stringify({ ...value, note: '' }).length
  return { ...value, note: '.'.repeat(missing) }
}
