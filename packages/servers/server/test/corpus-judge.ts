/*
 * Sends a case of the corpus over a connection and judges the answers, strictly: where the RFCs leave a choice, only the
 * cautious answer counts. Nothing waits for time to pass. A connection gets one more request: where it is to be kept,
 * the answer shows that nothing else came before; where it is to be closed, an answer shows that it was not.
 */
import type { Answer } from './answer.ts'
import type { RawClient } from './raw-client.ts'

/** A request, or what somebody sent in place of one. Text is latin-1; `<<ab*3>>` is `ababab`, and nests. */
export interface Case {
  readonly id: string
  readonly category: string
  readonly raw?: string
  /** Instead of `raw`: pieces, each of which arrives on its own. */
  readonly steps?: ReadonlyArray<{ readonly send?: string }>
  /** The client ends its side after the last octet. */
  readonly end?: boolean
  /** Indexes of the answers to HEAD. */
  readonly head?: readonly number[]
  readonly expect: Expectation
}

interface Expectation {
  /** Statuses of the first answer that the RFCs allow; empty: there must not be one yet. */
  readonly status: readonly number[]
  /** The cautious ones among them. */
  readonly prefer?: readonly number[]
  /** Statuses of the answers after it, as long as those before succeeded. */
  readonly then?: ReadonlyArray<readonly number[]>
  readonly thenOptional?: boolean
  /** Most answers. Default: those named. */
  readonly max?: number
  /** Whether the server may close without an answer. */
  readonly silentClose: boolean
  /** Whether the connection ends after the answers, stays usable, or may do either. */
  readonly connection: 'close' | 'keep' | 'either'
  /** Content of the first answer, and of all, when they succeed. */
  readonly body?: string
  readonly bodies?: readonly string[]
  readonly noChunked?: boolean
}

const PROBE = 'GET /probe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'

/** Says what is wrong with the answers to a case; `undefined`: nothing. */
export async function judge(client: RawClient, given: Case): Promise<string | undefined> {
  await client.sendApart((given.steps ?? [{ send: given.raw! }]).map(({ send = '' }) => repeat(send)))
  if (given.end) client.end()
  if (given.expect.status.length === 0) return judgeSilence(client)

  const isKept = given.expect.connection === 'keep'
  if (given.expect.connection === 'either') client.end()
  else if (!isKept && (await hasMore(client))) await client.send(PROBE)
  const answers = await readAnswers(client, given, isKept)
  const fault = judgeAnswers(answers, given.expect)
  if (fault !== undefined || !isKept) return fault
  return judgeProbe(client)
}

/** An incomplete request is not answered, and does no harm. */
function judgeSilence(client: RawClient): string | undefined {
  if (client.received !== '') return `answered ${JSON.stringify(client.received)} to an incomplete request`
  return client.isOver ? 'closed after an incomplete request' : undefined
}

async function readAnswers(
  client: RawClient,
  { head = [], expect }: Case,
  isKept: boolean,
): Promise<Answer[]> {
  const wanted = 1 + (expect.then?.length ?? 0)
  const answers: Answer[] = []
  while (isKept ? answers.length < wanted : await hasMore(client)) {
    const answer = await client.answer(head.includes(answers.length) ? 'HEAD' : 'GET')
    if (answer.status >= 200) answers.push(answer)
  }
  return answers
}

async function hasMore(client: RawClient): Promise<boolean> {
  return (await client.receive(1)) !== ''
}

function judgeAnswers(answers: readonly Answer[], expect: Expectation): string | undefined {
  const [first, ...others] = answers
  const { then = [] } = expect
  if (first === undefined) return expect.silentClose ? undefined : 'closed without an answer'
  const allowed = expect.prefer ?? expect.status
  if (!allowed.includes(first.status)) return `status ${first.status}, expected ${allowed.join(' or ')}`
  if (answers.length > (expect.max ?? 1 + then.length)) return `${answers.length} answers are too many`
  if (first.status >= 300) return undefined
  if (others.length < then.length && !expect.thenOptional) return `only ${answers.length} answers`
  const wrong = others.find(({ status }, index) => then[index]?.includes(status) === false)
  if (wrong !== undefined) return `status ${wrong.status} of a further answer`
  if (expect.noChunked && first.headers['transfer-encoding'] !== undefined) return 'chunked answer'
  return judgeContent(answers, expect.bodies ?? (expect.body === undefined ? [] : [expect.body]))
}

function judgeContent(answers: readonly Answer[], expected: readonly string[]): string | undefined {
  const index = expected.findIndex((content, i) => answers[i]!.body !== repeat(content))
  return index < 0
    ? undefined
    : `content ${JSON.stringify(answers[index]!.body.slice(0, 60))} of answer ${index + 1}`
}

/** The connection is in order when one more request gets one more answer, and nothing else came. */
async function judgeProbe(client: RawClient): Promise<string | undefined> {
  if (client.isOver) return 'the connection was not kept'
  await client.send(PROBE)
  const { status, body } = await client.answer()
  if (status !== 200 || body !== 'ok') return `the next request got ${status} ${JSON.stringify(body)}`
  const rest = await client.rest()
  return rest === '' ? undefined : `${JSON.stringify(rest)} after the last answer`
}

/** Undoes the notation for repetition, the innermost first. */
function repeat(text: string): string {
  const once = text.replace(/<<([^<>]*?)\*(\d+)>>/g, (_, part: string, times: string) =>
    part.repeat(Number(times)),
  )
  return once === text ? text : repeat(once)
}
