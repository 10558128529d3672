import { fileURLToPath } from 'node:url'

/** Paths of a certificate for `localhost` and 127.0.0.1 that vouches for itself, and of its key. Both are public. */
export const CERTIFICATE: { readonly cert: string; readonly key: string } = {
  cert: pathOf('localhost.crt'),
  key: pathOf('localhost.key'),
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../certificates/${name}`, import.meta.url))
}
