import type { WayIn } from '../way-in.ts'
import { adapters } from '../ways-in/adapters.ts'
import { inProcessAnew } from '../ways-in/in-process.ts'
import { waysIn } from '../ways-in/index.ts'
import { nodeHttp, nodeHttp2 } from '../ways-in/node-http.ts'

/** Ways in that are shown in one table. */
export interface Family {
  readonly title: string
  readonly columns: readonly Column[]
}

/** A way in, by what it is called in the table of its family. */
export interface Column {
  readonly title: string
  readonly wayIn: WayIn
}

/** What ways in have in their names, which their columns need not say again. */
const FAMILIES: ReadonlyArray<readonly [title: string, words: RegExp]> = [
  ['Behind nginx', / behind nginx/],
  ['Behind and in Apache httpd', / (?:behind|of|in) Apache httpd/],
  ['Behind lighttpd', / (?:behind|of) lighttpd/],
  ['Behind Caddy', / behind Caddy/],
  ['Behind HAProxy', / behind HAProxy/],
  ['Adapters, there and back, in a process', /, through in-process client$/],
  ['Adapters, there and back, on `@tsgi/server`', /, through @tsgi\/server over TCP$/],
  ['Adapters, there and back, on `node:http`', /, through @tsgi\/node on node:http$/],
  ['Adapters, there and back, on `node:http2`', /, through @tsgi\/node on node:http2$/],
]

/** Every way in that the suite is run through. */
export const allWaysIn: readonly WayIn[] = [...waysIn, inProcessAnew, nodeHttp, nodeHttp2, ...adapters]

/** All of them, each in one family: what has none of those words stands by itself. */
export const families: readonly Family[] = [
  {
    title: 'Nothing in front',
    columns: allWaysIn
      .filter(({ name }) => !FAMILIES.some(([, words]) => words.test(name)))
      .map((wayIn) => ({ title: wayIn.name, wayIn })),
  },
  ...FAMILIES.map(([title, words]) => ({
    title,
    columns: allWaysIn
      .filter(({ name }) => words.test(name))
      .map((wayIn) => ({ title: wayIn.name.replace(words, ''), wayIn })),
  })),
]
