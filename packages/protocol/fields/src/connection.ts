/**
 * Fields about one connection, lower-case. They end at each hop: applications neither send them nor act on them, servers
 * and proxies leave them out of what they pass on.
 * @see RFC 9110 §7.6.1
 */
export const CONNECTION_FIELDS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
