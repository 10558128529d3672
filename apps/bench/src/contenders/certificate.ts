import { readFileSync } from 'node:fs'

/** A certificate for tests and its key, in PEM. */
export const CERTIFICATE: { readonly cert: string; readonly key: string } = {
  cert: pem('localhost.pem'),
  key: pem('localhost.key'),
}

function pem(file: string): string {
  return readFileSync(new URL(`../../certificates/${file}`, import.meta.url), 'utf8')
}
