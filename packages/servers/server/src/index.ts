export { takeActivatedSockets } from './listening/activated-sockets.ts'
export type { ActivatedSocket } from './listening/activated-sockets.ts'
export type {
  InheritedListenAddress,
  ListenAddress,
  TcpListenAddress,
  UnixListenAddress,
} from './listening/listen-address.ts'
export type { ProxyProtocolOptions, ServeOptions, ServerLimits } from './options.ts'
export { serve } from './server.ts'
export type { CloseOptions, Server } from './server.ts'
export type { ServerCounters, StatusClass } from './operations/counters.ts'
export { formatMetrics } from './operations/format-metrics.ts'
export { metrics } from './operations/metrics.ts'
export type { Counted } from './operations/metrics.ts'
export { TLS } from './tls/tls-info.ts'
export type { TlsInfo } from './tls/tls-info.ts'
export type {
  ClientCertificateRule,
  FindIdentity,
  PemSource,
  TlsIdentity,
  TlsOptions,
  TlsSiteOptions,
} from './tls/tls-options.ts'
