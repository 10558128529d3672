/** First versions, by major, in which the holes in HTTP/2 that are known today are closed. */
const CLOSED_IN: ReadonlyMap<number, readonly [minor: number, patch: number]> = new Map([
  [22, [23, 2]],
  [24, [18, 1]],
  [26, [5, 1]],
])

/**
 * Tells whether a version of Node has known holes in its HTTP/2.
 * @param version such as `22.23.1`
 * @returns what to warn about; `undefined`: no hole is known
 */
export function http2Holes(version: string): string | undefined {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  const newest = Math.max(...CLOSED_IN.keys())
  const closed = CLOSED_IN.get(major)
  if (major > newest) return undefined
  if (closed !== undefined && (minor > closed[0] || (minor === closed[0] && patch >= closed[1])))
    return undefined
  const fixes = [...CLOSED_IN].map(([line, fix]) => `${line}.${fix.join('.')}`).join(', ')
  return `The HTTP/2 of Node ${version} has known security holes, closed in ${fixes}: update Node or switch HTTP/2 off`
}
