import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { CERTIFICATE } from '../src/certificate.ts'

/** Where Debian puts it. */
export const CHROMIUM = '/usr/bin/chromium'

/** To start it in a container, to keep it from talking to anybody but us, and to have it believe in our certificate. */
export const FLAGS: string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--ignore-certificate-errors-spki-list=${publicKeyDigest(CERTIFICATE.cert)}`,
]

function publicKeyDigest(path: string): string {
  const { publicKey } = new X509Certificate(readFileSync(path))
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')
}
