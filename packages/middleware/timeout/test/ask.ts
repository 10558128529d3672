import { expect, onTestFinished } from 'vitest'

/** Fails the test when a promise is rejected and nobody handles it, or something is thrown to nobody, until it has finished. */
export function expectNothingUnhandled(): void {
  const unhandled: unknown[] = []
  const note = (error: unknown): void => void unhandled.push(error)
  process.on('unhandledRejection', note).on('uncaughtException', note)
  onTestFinished(async () => {
    await new Promise((resolve) => void setImmediate(resolve))
    process.off('unhandledRejection', note).off('uncaughtException', note)
    expect(unhandled).toEqual([])
  })
}

/** Asks once. @returns status and content */
export async function ask(url: string, init: RequestInit = {}): Promise<[number, string]> {
  const answer = await fetch(url, init)
  return [answer.status, await answer.text()]
}
