import { TlsSites } from './tls-sites.ts'
import type { TlsOptions } from './tls-options.ts'

const DEFAULT_HANDSHAKE_MS = 9000

/** What a listener speaks TLS with. A reload replaces it for new connections; those that are open keep what they had. */
export class TlsEndpoint {
  #sites: TlsSites
  #options: TlsOptions

  private constructor(options: TlsOptions, sites: TlsSites) {
    this.#options = options
    this.#sites = sites
  }

  /**
   * Reads certificates and keys.
   * @throws TypeError for options that are wrong; Error for files that cannot be read or do not fit
   */
  static async open(options: TlsOptions): Promise<TlsEndpoint> {
    const own = copyOf(options)
    return new TlsEndpoint(own, await TlsSites.load(own))
  }

  /**
   * Reads the files again, or takes other options. When anything is wrong with them, everything stays as it was.
   * @throws as `open` does
   */
  async reload(options?: TlsOptions): Promise<void> {
    const next = options === undefined ? this.#options : copyOf(options)
    const sites = await TlsSites.load(next)
    this.#options = next
    this.#sites = sites
  }

  /** What is served now. */
  get sites(): TlsSites {
    return this.#sites
  }

  /** Milliseconds that a handshake may take. */
  get handshakeMs(): number {
    return this.#options.handshakeMs ?? DEFAULT_HANDSHAKE_MS
  }
}

/** What the caller changes later is not meant. */
function copyOf(options: TlsOptions): TlsOptions {
  return { ...options }
}
