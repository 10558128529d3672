import { conformanceCases } from '@tsgi/testing'
import type { ConformanceCase, Feature } from '@tsgi/testing'

/** Something that the interface promises, and the cases that show it. */
export interface Row {
  readonly promise: string
  readonly cases: readonly ConformanceCase[]
}

/** What has a name of its own among features; whichever of these comes first has the case that needs several. */
const FEATURES: ReadonlyArray<readonly [feature: Feature, promise: string]> = [
  ['malformed-requests', 'Malformed requests are refused'],
  ['target-forms', 'Targets that are no path: absolute, `*`, authorities'],
  ['raw-target', 'The octets of the path arrive as they were sent'],
  ['any-method', 'Any token is a method'],
  ['any-field-name', 'Any token is a field name, those with `_` among them'],
  ['http/1.0', 'Clients of HTTP/1.0 get what they understand'],
  ['upgrade', 'Changing the protocol, as for WebSocket'],
  ['informational', 'Informational answers, such as 103 (Early Hints)'],
  ['trailers', 'Trailers of answers'],
  ['expect-continue', '100 (Continue) goes out when the application reads'],
  ['full-duplex', 'An answer begins while the request is still coming'],
  ['client-abort', 'The application hears of a client that leaves'],
  ['cut-off', 'An answer that breaks off does not look whole'],
  ['chunked-request', 'Content of requests without a length, in chunks'],
  ['upload-streaming', 'Content of requests comes in as it is sent'],
  ['streaming', 'Content of answers goes out as it is produced'],
]

/** The rest, by the sections of SPEC.md: a case belongs to the one of the first rule that it shows. */
const SECTIONS: ReadonlyArray<readonly [rules: RegExp, promise: string]> = [
  [/^CALL-/, 'How applications are called (CALL)'],
  [/^REQ-/, 'What a request says (REQ)'],
  [/^PATH-/, 'Target, path and query (PATH)'],
  [/^HEAD-[1-4]$/, 'Fields of requests (HEAD)'],
  [/^HEAD-/, 'Fields of answers (HEAD)'],
  [/^BODY-[1-8]$/, 'Content of requests (BODY)'],
  [/^BODY-/, 'Content of answers: text, octets, streams, files (BODY)'],
  [/^LEN-/, 'Lengths, HEAD, statuses without content (LEN)'],
  [/^RESP-/, 'Statuses, and responses that are none (RESP)'],
  [/^TRAIL-/, 'Trailers that nobody asked for (TRAIL)'],
  [/^EXCH-/, 'Signal, hooks and outcome of an exchange (EXCH)'],
  [/^UPGR-/, 'Offers of other protocols that are not taken (UPGR)'],
  [/^ERR-/, 'Errors of applications (ERR)'],
  [/^(EXT|LIFE|CONF)-/, 'Extensions, start and stop (EXT, LIFE)'],
]

/** All cases of the suite, in rows that can be read. */
export const rows: readonly Row[] = [...FEATURES, ...SECTIONS]
  .map(([, promise]) => ({
    promise,
    cases: conformanceCases.filter((entry) => promiseOf(entry) === promise),
  }))
  .filter(({ cases }) => cases.length > 0)

/** @throws Error for a rule of a section that has no row */
function promiseOf({ id, needs = [], rules }: ConformanceCase): string {
  const [first = ''] = rules
  const found =
    FEATURES.find(([feature]) => needs.includes(feature)) ?? SECTIONS.find(([pattern]) => pattern.test(first))
  if (found === undefined) throw new Error(`The case ${id} has no row: ${first} is in no section`)
  return found[1]
}
