import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request as requestHttp } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { json as parse } from 'node:stream/consumers'
import { json } from '@tsgi/message'
import type { Application } from '@tsgi/spec'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CERTIFICATE } from '../../src/certificate.ts'
import {
  haproxyHttp1,
  haproxyV1,
  haproxyV2,
  haproxyV2Tls,
  haproxyV2TlsEnded,
} from '../../src/ways-in/haproxy.ts'
import { nginxStream } from '../../src/ways-in/nginx-stream.ts'
import type { WayIn } from '../../src/way-in.ts'
import { declareMissing, isInstalled } from '../run-suite.ts'

const application: Application = ({ remote, scheme }) => json({ remote, scheme })

/** Sends a request on a connection of its own, and gives what the application was told and the client's port. */
async function tell(wayIn: WayIn): Promise<{ told: unknown; port: number }> {
  const started = await wayIn.start(application)
  onTestFinished(() => started.close())
  const request = started.url.startsWith('https') ? requestHttps : requestHttp
  const outgoing = request(started.url, { agent: false, ca: readFileSync(CERTIFICATE.cert) }).end()
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  const port = incoming.socket.localPort!
  return { told: await parse(incoming), port }
}

describe('applications are told who the client is, not who the proxy is', () => {
  const ways: ReadonlyArray<readonly [wayIn: WayIn, scheme: string, why: string]> = [
    [haproxyV1, 'http', ''],
    [haproxyV2, 'http', ''],
    [haproxyV2Tls, 'https', ''],
    [haproxyV2TlsEnded, 'https', ', which the header tells'],
    [nginxStream, 'http', ', because PROXY v1 does not tell of TLS'],
  ]
  for (const [wayIn, scheme, why] of ways) {
    if (!wayIn.programs.every(isInstalled)) {
      declareMissing(wayIn.name, wayIn.programs.join(' and '))
      continue
    }
    it(`${wayIn.name}: over ${scheme}${why}`, async () => {
      const { told, port } = await tell(wayIn)
      expect(told).toEqual({ remote: { address: '127.0.0.1', port }, scheme })
    })
  }

  it.runIf(haproxyHttp1.programs.every(isInstalled))('but not without a header', async () => {
    const { told, port } = await tell(haproxyHttp1)
    expect(told).not.toMatchObject({ remote: { port } })
  })
})
