import type { SuiteAnswer } from '../send.ts'

/**
 * Waits for an exchange, but not for ever.
 * @param leave breaks it off: when it is late, or has failed
 * @throws Error that tells what of the answer had arrived; what `exchange` throws
 */
export async function withinLimit(
  limitMs: number,
  leave: () => void,
  answer: SuiteAnswer,
  exchange: () => Promise<void>,
): Promise<void> {
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    leave()
  }, limitMs)
  try {
    await exchange()
  } catch (error) {
    leave()
    throw error
  } finally {
    clearTimeout(timer)
  }
  const { status, body } = answer
  if (isLate) throw new Error(`No end of the answer within ${limitMs} ms: ${status}, ${body.length} bytes`)
}
