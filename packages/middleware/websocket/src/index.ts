export { websocket } from './websocket.ts'
export type { WebSocketHandler } from './websocket.ts'
export type { OriginRule, ProtocolRule, WebSocketOptions } from './options.ts'
