import type { ConformanceCase } from '../case.ts'
import { respond } from './streams.ts'

/** Final statuses with content: well-known ones, the edges, and ones that nobody has heard of. */
const statuses = [
  200, 201, 202, 203, 207, 226, 299, 300, 301, 302, 303, 307, 308, 399, 400, 401, 403, 404, 405, 407, 410,
  412, 418, 421, 429, 444, 451, 499, 500, 501, 502, 503, 504, 505, 511, 599,
]

/** Any status from 200 to 599 goes out as it is. */
export const statusCases: readonly ConformanceCase[] = statuses.map((status) => ({
  id: `status-${status}`,
  rules: ['RESP-3'],
  application: () => ({ ...respond(`content of ${status}`), status }),
  expect: { status, text: `content of ${status}` },
}))
