import { defineConfig } from 'vitest/config'
import type { ViteUserConfig } from 'vitest/config'

/** Packages are tested from source: the private condition `@tsgi/source` leads to `src`. */
const conditions = ['@tsgi/source']

const config: ViteUserConfig = defineConfig({
  resolve: { conditions: [...conditions, 'import', 'module', 'default'] },
  // These come on top of Node's own; more of them would give ES modules to `require`.
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages/*/*,apps/*}/{src,test}/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})

export default config
