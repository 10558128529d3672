import { defineConfig } from 'vitest/config'
import type { ViteUserConfig } from 'vitest/config'

/** Packages are tested from source: the private condition `@tsgi/source` leads to `src`. */
const conditions = ['@tsgi/source', 'import', 'module', 'default']

const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages/*/*,apps/*}/{src,test}/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})

export default config
