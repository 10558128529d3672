export { takeActivatedSockets } from '@tsgi/listeners'
export type {
  ActivatedSocket,
  InheritedListenAddress,
  ListenAddress,
  ServerCounters,
  StatusClass,
  TcpListenAddress,
  UnixListenAddress,
} from '@tsgi/listeners'
export type { ProxyProtocolOptions, ServeOptions, ServerLimits } from './options.ts'
export { serve } from './server.ts'
export type { CloseOptions, Server } from './server.ts'
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
