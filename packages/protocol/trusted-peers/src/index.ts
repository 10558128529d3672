export { trustedPeers } from './trusted-peers.ts'
