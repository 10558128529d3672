import { afterAll, beforeAll, describe } from 'vitest'
import { serverHttp2, serverTlsHttp2 } from '../../src/ways-in/server-tcp.ts'
import type { StartedWayIn } from '../../src/way-in.ts'
import { declareMissing, isInstalled } from '../run-suite.ts'
import { application } from './application.ts'

/** Ways in over HTTP/2, and how clients are told to use it. */
const WAYS = [
  { wayIn: serverTlsHttp2, isSecure: true },
  { wayIn: serverHttp2, isSecure: false },
] as const

/** Declares the tests of a program, over HTTP/2 with and without TLS. */
export function declareClient(
  program: string,
  declare: (served: () => string, isSecure: boolean) => void,
): void {
  if (!isInstalled(program)) return declareMissing(`${program} over HTTP/2`, program)
  for (const { wayIn, isSecure } of WAYS) {
    describe(`${program} with ${wayIn.name}`, () => {
      let started: StartedWayIn
      beforeAll(async () => void (started = await wayIn.start(application())))
      afterAll(() => started?.close())
      declare(() => started.url, isSecure)
    })
  }
}
