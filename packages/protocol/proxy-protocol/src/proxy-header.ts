/** What a PROXY header tells of a connection. Everything in it is the word of the proxy that sent it. */
export interface ProxyHeader {
  /** Version of the protocol: 1 is text, 2 is binary. */
  readonly version: 1 | 2
  /**
   * The client. `null`: the proxy speaks for itself (`LOCAL`, as in health checks), does not know (`UNKNOWN`,
   * unspecified), or the client came over a unix socket; then the peer of the connection is what counts.
   */
  readonly source: ProxyAddress | null
  /** Where the client connected to; `null` whenever `source` is. */
  readonly destination: ProxyAddress | null
  /** Whether the client came over TLS; `null`: not told. */
  readonly tls: boolean | null
  /** Host name that the client asked for, mostly by SNI: chosen by the client, not checked. `null`: not told. */
  readonly authority: string | null
  /** Application protocol of the connection, such as `'h2'`, a character for each octet. `null`: not told. */
  readonly alpn: string | null
  /** The proxy's name for this connection, at most 128 octets. `null`: not told. */
  readonly uniqueId: Uint8Array | null
}

/** One end of the client's connection, written as Node writes the addresses of sockets. */
export interface ProxyAddress {
  /** IPv4 or IPv6 address without brackets: `'203.0.113.7'`, `'2001:db8::1'`. */
  readonly address: string
  /** Port, 0–65535. */
  readonly port: number
}

/** Reads one header, which may arrive in pieces of any size. */
export interface ProxyHeaderReader {
  /** What the header says; `null` until it is complete. */
  readonly header: ProxyHeader | null
  /**
   * Goes on with more bytes. When it returns, they are the caller's again.
   * @param bytes holds what arrived
   * @param start offset of the first octet that is new
   * @param end offset after the last one
   * @returns the offset after the header, or -1 when all was taken and more is needed
   * @throws ProxyProtocolError as soon as the octets cannot be a header; Error when there has been one
   */
  read(bytes: Uint8Array, start: number, end: number): number
}

/** Says no more than that somebody is connected. */
export const SILENT: Omit<ProxyHeader, 'version'> = {
  source: null,
  destination: null,
  tls: null,
  authority: null,
  alpn: null,
  uniqueId: null,
}
