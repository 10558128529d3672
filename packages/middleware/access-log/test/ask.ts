/** Asks, and reads the whole answer. @returns its status */
export async function ask(url: string, init: RequestInit = {}): Promise<number> {
  const answer = await fetch(url, init)
  await answer.arrayBuffer()
  return answer.status
}

/** Begins to read an answer that does not end, and leaves. */
export async function leave(url: string): Promise<void> {
  const left = new AbortController()
  const answer = await fetch(url, { signal: left.signal })
  await answer.body!.getReader().read()
  left.abort()
}
