import { defineConfig } from 'vitest/config'

/** Packages are tested from source: the private condition `@tsgi/source` leads to `src`. */
const conditions = ['@tsgi/source', 'import', 'module', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages/*/*,apps/*}/{src,test}/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Programs that tests start serve from one core; two files at a time keep timing tests honest.
    maxWorkers: 2,
  },
})
