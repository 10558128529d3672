import { Buffer } from 'node:buffer'
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { PemSource } from './tls-options.ts'

const BEGIN = '-----BEGIN '
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/**
 * Reads PEM from where it is.
 * @param name the option that names it, for error messages
 * @throws Error that names the option, without what is in the file
 */
export async function readPem(source: PemSource, name: string): Promise<string> {
  const text = isPath(source) ? await readText(source, name) : Buffer.from(source).toString('latin1')
  if (!text.includes(BEGIN)) throw new Error(`${name} is not PEM: it has no line with ${BEGIN.trim()}`)
  return text
}

/**
 * Reads the certificates of authorities.
 * @throws Error when one cannot be parsed, which Node would leave out silently, or when there is none
 */
export async function readAuthorities(sources: readonly PemSource[], name: string): Promise<string[]> {
  const texts = await Promise.all(sources.map((source) => readPem(source, name)))
  const certificates = texts.flatMap((text) => text.match(CERTIFICATE) ?? [])
  if (certificates.length === 0) throw new Error(`${name} has no certificate`)
  for (const certificate of certificates) checkCertificate(certificate, name)
  return certificates
}

function checkCertificate(pem: string, name: string): void {
  try {
    void new X509Certificate(pem)
  } catch (cause) {
    throw new Error(`${name} has a certificate that cannot be read`, { cause })
  }
}

function isPath(source: PemSource): source is string {
  return typeof source === 'string' && !source.includes(BEGIN)
}

async function readText(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, 'latin1')
  } catch (cause) {
    throw new Error(`Cannot read ${name}: ${(cause as Error).message}`, { cause })
  }
}
