export { defineConfig } from './options/settings.ts'
export type { Config, Settings } from './options/settings.ts'
