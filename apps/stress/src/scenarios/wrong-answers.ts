import { allThatComes, openSocket } from '../client/raw-client.ts'
import { exactly, told } from '../finding.ts'
import type { Scenario } from '../scenario.ts'
import { LIES } from '../server/lies.ts'
import { withServer } from '../server-process.ts'
import { repeat } from '../wait.ts'

const SIZES = { full: 20_000, small: 500 }
const AT_ONCE = 16
const NAMES = [...LIES.keys()]
const METHODS = ['GET', 'HEAD']
/** What stands behind an answer that keeps the connection: the next one. */
const NEXT = 'hello\n'

/** An application whose answers contradict themselves. */
export const wrongAnswers: Scenario = {
  id: 'G23',
  name: 'wrong-answers',
  title: 'answers that contradict themselves, each with a request behind it',
  run: ({ size }) =>
    withServer({}, async ({ port }) => {
      const count = SIZES[size]
      const wrong = new Set<string>()
      let cut = 0
      await repeat(count, AT_ONCE, async (i) => {
        const name = NAMES[i % NAMES.length]!
        const method = METHODS[Math.floor(i / NAMES.length) % METHODS.length]!
        const reading = read(await ask(port, method, name), method)
        if (reading === 'cut off') cut++
        if (reading === 'ambiguous') wrong.add(`${method} ${name}`)
      })
      return [
        told('answers', count),
        told('kinds of contradictions', NAMES.length),
        told('answers that were cut off', cut),
        exactly('answers that could be read in two ways', [...wrong].join(', '), ''),
      ]
    }),
}

async function ask(port: number, method: string, name: string): Promise<string> {
  const socket = await openSocket(port)
  const comes = allThatComes(socket)
  const next = 'GET / HTTP/1.1\r\nHost: stress\r\nConnection: close\r\n\r\n'
  socket.write(`${method} /lie/${name} HTTP/1.1\r\nHost: stress\r\n\r\n${next}`)
  return comes
}

/**
 * Reads octets as RFC 9112 §6.3 says. Whole: one head with one length, that many octets, and the next answer right
 * behind them. Cut off: less than was announced, and nothing else.
 */
function read(octets: string, method: string): 'whole' | 'cut off' | 'ambiguous' {
  const headEnd = octets.indexOf('\r\n\r\n')
  const lines = octets.slice(0, headEnd).toLowerCase().split('\r\n')
  const lengths = lines.filter((line) => line.startsWith('content-length:'))
  const hasContent = method !== 'HEAD' && !/^http\/1\.1 (?:204|304) /.test(lines[0]!)
  const length = Number(lengths[0]?.slice('content-length:'.length) ?? (hasContent ? NaN : 0))
  if (headEnd < 0 || lengths.length > 1 || Number.isNaN(length)) return 'ambiguous'
  if (lines.some((line) => line.startsWith('transfer-encoding:') || line.startsWith('x-'))) return 'ambiguous'
  const rest = octets.slice(headEnd + 4 + (hasContent ? length : 0))
  if (rest.startsWith('HTTP/1.1 200 ') && rest.endsWith(`\r\n\r\n${NEXT}`)) return 'whole'
  return octets.length < headEnd + 4 + length && hasContent ? 'cut off' : 'ambiguous'
}
