import { checkAnswer } from './check-answer.ts'
import type { ConformanceCase, Limitations, Observer } from './case.ts'
import { CASE_FIELD, RUN_FIELD } from './fields.ts'
import type { Send, SuiteRequest } from './send.ts'

/**
 * Runs one case through a way in.
 * @param send sends a request to where `conformanceApplication()` is served
 * @throws AssertionError when the answer, or what the application saw, is not what the case expects
 */
export async function runCase(entry: ConformanceCase, send: Send): Promise<void> {
  const run = crypto.randomUUID()
  const observer = observe(send, run)
  const sendToCase = address(entry, send, run)
  if ('script' in entry) return entry.script(sendToCase, observer)
  const answer = await sendToCase(entry.request ?? {})
  if (typeof entry.expect === 'function') return entry.expect(answer, observer)
  await checkAnswer(answer, entry.expect, observer)
}

/** Why a way in cannot run a case; `undefined`: it can. */
export function reasonToSkip(entry: ConformanceCase, { lacks, exceptions }: Limitations): string | undefined {
  if (Object.hasOwn(exceptions, entry.id)) return exceptions[entry.id]
  const feature = entry.needs?.find((needed) => lacks[needed] !== undefined)
  return feature && `no ${feature}: ${lacks[feature]}`
}

/** Leads the requests of a case to its application. */
function address(entry: ConformanceCase, send: Send, run: string): Send {
  const fields: Array<[string, string]> = [[RUN_FIELD, run]]
  if (entry.atRoot === true) fields.push([CASE_FIELD, entry.id])
  const base = entry.atRoot === true ? '' : `/${entry.id}`
  return (request) => {
    const { target = '/', headers = [] } = request
    return send({ ...request, target: base + target, headers: [...fields, ...headers] })
  }
}

function observe(send: Send, run: string): Observer {
  const ask = async (target: string, request: SuiteRequest = {}): Promise<string> => {
    const { status, body } = await send({ ...request, target, headers: [[RUN_FIELD, run]] })
    const content = new TextDecoder().decode(body)
    if (status !== 200 && status !== 204) throw new Error(`The journal answers ${status}: ${content}`)
    return content
  }
  return {
    // With a length, though there is nothing to tell: not every server takes POST without one.
    record: async (event) => void (await ask(`/journal/${event}`, { method: 'POST', body: [] })),
    wait: async (event) => JSON.parse(await ask(`/journal/${event}`)) as unknown,
    events: async () => JSON.parse(await ask('/journal')) as string[],
  }
}
