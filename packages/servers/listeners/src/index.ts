export { Counters } from './counters.ts'
export type { ServerCounters, StatusClass } from './counters.ts'
export { clientLeft, contentDiscarded, requestTimedOut, serverCloses } from './exchange-ends.ts'
export { resolveGatewayOptions } from './gateway/gateway-options.ts'
export type { GatewayOptions, LimitTable, ResolvedGatewayOptions } from './gateway/gateway-options.ts'
export { serveGateway } from './gateway/serve-gateway.ts'
export type { GatewayContext, GatewayProtocol } from './gateway/serve-gateway.ts'
export { takeActivatedSockets } from './listening/activated-sockets.ts'
export type { ActivatedSocket } from './listening/activated-sockets.ts'
export { resolveListenAddress } from './listening/listen-address.ts'
export type {
  InheritedListenAddress,
  ListenAddress,
  ResolvedListenAddress,
  TcpListenAddress,
  UnixListenAddress,
} from './listening/listen-address.ts'
export { ListenError } from './listening/listen-error.ts'
export { formatAuthority } from './listening/open-listener.ts'
export type { OpenListener } from './listening/open-listener.ts'
export { openListeners } from './listening/open-listeners.ts'
export { SocketServer, checkedGrace } from './socket-server.ts'
export type { BoundListener, CloseOptions, Enter, RunningServer, SocketServerParts } from './socket-server.ts'
export { adoptSocket, hasHandle, releaseSocket } from './sockets/adopt-socket.ts'
export type { DeliveringSocket, OnRead } from './sockets/adopt-socket.ts'
export { Output } from './sockets/output.ts'
export { peerAddress } from './sockets/peer-address.ts'
export type { ServedConnection } from './sockets/served-connection.ts'
export { Watch, hasPassed } from './sockets/watch.ts'
