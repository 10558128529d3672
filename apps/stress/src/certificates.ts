import { fileURLToPath } from 'node:url'
import { PACKAGE_ROOT } from './package-root.ts'

/** Paths of a certificate and its key. Both are public: nobody but these scenarios trusts their authority. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** What servers show: for `localhost` and 127.0.0.1. */
export const SERVER: Certificate = certificate('localhost')
/** What they show once it has been replaced. */
export const RENEWED: Certificate = certificate('renewed')
/** A client's. */
export const CLIENT: Certificate = certificate('client')
/** A client's of another authority. */
export const STRANGER: Certificate = certificate('stranger')
/** The certificate of the authority that vouches for all but the stranger. */
export const AUTHORITY: string = path('authority.pem')

function certificate(name: string): Certificate {
  return { cert: path(`${name}.pem`), key: path(`${name}.key`) }
}

function path(file: string): string {
  return fileURLToPath(new URL(`certificates/${file}`, PACKAGE_ROOT))
}
