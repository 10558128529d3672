export { PROGRAMS, serverConfig } from './server-config.ts'
export type { ConfigurationFile, Program } from './server-config.ts'
export type {
  HandOffOptions,
  ListenAddress,
  Protocol,
  ServerConfigOptions,
  ServiceOptions,
  StaticFolder,
} from './options.ts'
