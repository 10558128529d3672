/*
 * Runs a module of these tests, which are TypeScript, from source: `fuzz.mjs [--runs N] [--seed S] [--minutes M]`
 * starts fuzz.ts. A process started by `fork` names the module that it is for with its first argument.
 */
import { fileURLToPath } from 'node:url'
import { createViteServer } from 'vitest/node'

const root = fileURLToPath(new URL('../../../../../', import.meta.url))
const vite = await createViteServer({
  root,
  configFile: fileURLToPath(new URL('../../../../../vitest.config.ts', import.meta.url)),
  appType: 'custom',
  logLevel: 'error',
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, watch: null, ws: false, hmr: false },
})
const path = process.argv[2]?.endsWith('.ts')
  ? process.argv[2]
  : fileURLToPath(new URL('./fuzz.ts', import.meta.url))
const { main } = await vite.ssrLoadModule(path)
process.exitCode = await main(process.argv.slice(path === process.argv[2] ? 3 : 2))
await vite.close()
