export { proxyHeaderReader } from './proxy-header-reader.ts'
export type { ProxyHeaderOptions } from './proxy-header-reader.ts'
export type { ProxyAddress, ProxyHeader, ProxyHeaderReader } from './proxy-header.ts'
export { ProxyProtocolError } from './proxy-protocol-error.ts'
